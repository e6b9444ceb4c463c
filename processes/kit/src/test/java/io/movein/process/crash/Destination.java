package io.movein.process.crash;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A store that outlives its client: puts a value where there is none, gives it back, and counts what comes. */
final class Destination implements AutoCloseable {

    static final byte PUT = 1;
    static final byte GET = 2;

    private final ServerSocket server;
    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final AtomicLong puts = new AtomicLong();
    private volatile long killAt = Long.MAX_VALUE;
    private volatile Runnable kill = () -> {};

    Destination() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    Map<String, String> values() {
        return values;
    }

    long puts() {
        return puts.get();
    }

    /** When the put of that number has taken effect, before it is answered. */
    void killAt(long put, Runnable action) {
        kill = action;
        killAt = put;
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (SocketException closed) {
            // the test is over
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                if (in.readByte() == PUT) {
                    out.writeByte(put(in.readUTF(), in.readUTF()));
                } else {
                    out.writeUTF(values.getOrDefault(in.readUTF(), ""));
                }
            }
        } catch (EOFException | SocketException killed) {
            // its client is gone
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int put(String key, String value) {
        var there = values.putIfAbsent(key, value);
        if (puts.incrementAndGet() == killAt) {
            kill.run();
        }
        return there == null ? 1 : 0;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
