package io.movein.runner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes connections on loopback and says nothing. */
final class SilentServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> taken = new CopyOnWriteArrayList<>();

    SilentServer() throws IOException {
        Thread.ofVirtual().start(this::take);
    }

    int port() {
        return server.getLocalPort();
    }

    private void take() {
        while (!server.isClosed()) {
            try {
                taken.add(server.accept());
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : taken) {
            socket.close();
        }
    }
}
