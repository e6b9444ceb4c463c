package io.movein.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on loopback: free ones, and a clear word about one that is taken. */
public final class Ports {
    private static final String HOST = "127.0.0.1";

    /** Below those that systems give to whoever asks for any port, so that nobody gets one between this and its use. */
    private static final int FIRST = 20_000;

    private static final int END = 30_000;
    private static final int TRIES = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** Of this machine, which nobody has at the moment, and which this process has not been given before. */
    public static int free() {
        for (var i = 0; i < TRIES; i++) {
            var port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new Trouble("no port between %d and %d is free on %s; free some of them".formatted(FIRST, END, HOST));
    }

    private static boolean isFree(int port) {
        try {
            probe(port);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The wanted port, or a free one for 0. */
    static int take(int wanted, String what, String option) {
        if (wanted == 0) {
            return free();
        }
        try {
            probe(wanted);
            return wanted;
        } catch (IOException e) {
            throw new Trouble(
                    "port " + wanted + " for " + what
                            + " is used by another program; stop that, or choose another port with " + option
                            + " (0 picks a free one)",
                    e);
        }
    }

    private static void probe(int port) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
        }
    }
}
