package io.movein.process.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class KeptAliveSocketsTest {
    private final KeptAliveSockets sockets = new KeptAliveSockets();

    @Test
    void missTheServerWithinAMinute() throws Exception {
        try (var socket = sockets.createSocket()) {
            assumeThat(socket.supportedOptions())
                    .as("what this system can be told")
                    .contains(ExtendedSocketOptions.TCP_KEEPIDLE);
            var seconds = socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
                    + socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                            * socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);

            assertThat(seconds).isBetween(1, 60);
        }
    }

    @Test
    void connectWhereTheyAreToldTo() throws Exception {
        var loopback = InetAddress.getLoopbackAddress();
        try (var server = new ServerSocket(0, 5, loopback);
                var byName = sockets.createSocket("localhost", server.getLocalPort());
                var from = sockets.createSocket(loopback, server.getLocalPort(), loopback, 0)) {
            assertThat(byName.isConnected()).isTrue();
            assertThat(from.getLocalAddress()).isEqualTo(loopback);
        }
    }
}
