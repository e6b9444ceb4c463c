package io.movein.standin.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that has to know it before it listens. It lies below those that systems give to connections by themselves, as one of
 * these is soon given to another.
 */
public final class FreePort {
    private static final int LOWEST = 15_000;
    /** Where Linux begins by default; others begin higher. */
    private static final int END = 32_768;

    private static final int TRIES = 100;

    private FreePort() {}

    public static int onLoopback() {
        for (var tries = 1; ; tries++) {
            var port = ThreadLocalRandom.current().nextInt(LOWEST, END);
            try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw new UncheckedIOException(
                            "no free port on loopback: tried %d between %d and %d".formatted(tries, LOWEST, END), e);
                }
            }
        }
    }
}
