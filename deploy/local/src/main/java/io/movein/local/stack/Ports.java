package io.movein.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on loopback: free ones, and a clear word about one that is taken. */
public final class Ports {
    private static final String HOST = "127.0.0.1";

    private Ports() {}

    /** Of this machine, which nobody has at the moment. */
    public static int free() {
        return take(0, "a program", "nothing");
    }

    /** The wanted port, or a free one for 0. */
    static int take(int wanted, String what, String option) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), wanted));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new Trouble(
                    "port " + wanted + " for " + what
                            + " is taken by another program; end that, or choose another with " + option
                            + " (0 takes a free one)",
                    e);
        }
    }
}
