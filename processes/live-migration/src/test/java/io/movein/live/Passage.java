package io.movein.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Leads to a port; whoever passes can be cut off, and may come again by the same door, which is never closed meanwhile. */
final class Passage implements AutoCloseable {

    private final ServerSocket door;
    private volatile int to;
    private final Set<Socket> passing = ConcurrentHashMap.newKeySet();

    Passage(int to) {
        this.to = to;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::letIn);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Elsewhere; whoever passes is cut off. */
    void leadTo(int port) {
        to = port;
        cut();
    }

    void cut() {
        passing.forEach(Passage::end);
    }

    private void letIn() {
        try {
            while (true) {
                var here = door.accept();
                try {
                    pass(here, new Socket(door.getInetAddress(), to));
                } catch (IOException nobodyThere) {
                    end(here);
                }
            }
        } catch (IOException closed) {
            // nobody comes any more
        }
    }

    private void pass(Socket here, Socket there) {
        passing.add(here);
        passing.add(there);
        Thread.startVirtualThread(() -> carry(here, there));
        Thread.startVirtualThread(() -> carry(there, here));
    }

    private void carry(Socket from, Socket into) {
        try (from;
                into) {
            from.getInputStream().transferTo(into.getOutputStream());
        } catch (IOException cut) {
            // both are closed
        } finally {
            passing.remove(from);
            passing.remove(into);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyEnded) {
            // nothing to do
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
