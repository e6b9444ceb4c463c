package io.movein.standin.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that has to know it before it listens. It lies below those that systems give to connections by themselves, as one of
 * these is soon given to another, and none is given twice. It is not tried by listening at it: a program that another thread starts
 * meanwhile would inherit that for a moment.
 */
public final class FreePort {
    private static final int LOWEST = 15_000;
    /** Where Linux begins by default; others begin higher. */
    private static final int END = 32_768;

    private static final int MOST_TRIES = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    public static int onLoopback() {
        for (var tries = 0; tries < MOST_TRIES; tries++) {
            var port = ThreadLocalRandom.current().nextInt(LOWEST, END);
            if (GIVEN.add(port) && !isListenedAt(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no free port on loopback: tried %d between %d and %d".formatted(MOST_TRIES, LOWEST, END));
    }

    private static boolean isListenedAt(int port) {
        try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
