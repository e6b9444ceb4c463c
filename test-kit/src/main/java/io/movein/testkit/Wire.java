package io.movein.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A way to a server by which one message can be made to arrive late, or its answer never. Whoever sent it finds the connection broken or
 * silent, and may connect again by the same way.
 */
public final class Wire implements AutoCloseable {

    private static final int MOST = 1 << 20;

    private enum Fault {
        KEEP,
        KEEP_SILENTLY,
        LOSE_ANSWER,
        WAIT
    }

    private record Rule(String text, Fault fault, Runnable meanwhile) {}

    /** @param ended the server has answered although nobody hears it any more, or has closed its end */
    private record Way(
            Socket client,
            Socket server,
            AtomicBoolean silent,
            AtomicReference<Runnable> meanwhile,
            CompletableFuture<Void> ended) {}

    /** What has not arrived. */
    private record Kept(Way way, byte[] message) {}

    private final int serverPort;
    private final ServerSocket listening;
    private volatile Optional<Rule> rule = Optional.empty();
    private volatile CompletableFuture<Kept> kept = new CompletableFuture<>();

    /** @param serverPort on loopback, as this way is */
    public Wire(int serverPort) throws IOException {
        this.serverPort = serverPort;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** The next message to the server that has the text is kept back, until {@link #letGo}; its connection breaks. */
    public void keep(String text) {
        keep(text, Fault.KEEP);
    }

    /** As {@link #keep}, but whoever sent it hears nothing. */
    public void keepSilently(String text) {
        keep(text, Fault.KEEP_SILENTLY);
    }

    private void keep(String text, Fault fault) {
        kept = new CompletableFuture<>();
        rule = Optional.of(new Rule(text, fault, () -> {}));
    }

    /** The server carries the next message out that has the text, and its answer does not arrive. */
    public void loseAnswerTo(String text) {
        rule = Optional.of(new Rule(text, Fault.LOSE_ANSWER, () -> {}));
    }

    /** The answer to the next message that has the text is given after something else was done. */
    public void beforeTheAnswerTo(String text, Runnable meanwhile) {
        rule = Optional.of(new Rule(text, Fault.WAIT, meanwhile));
    }

    /** Waits until a message is kept back. */
    public void awaitKept() throws Exception {
        kept.get(20, TimeUnit.SECONDS);
    }

    /** What was kept back arrives; returns when the server has answered it or does not listen any more. */
    public void letGo() throws Exception {
        var late = kept.get(20, TimeUnit.SECONDS);
        try {
            late.way.server.getOutputStream().write(late.message);
        } catch (IOException ended) {
            return; // by the server
        }
        late.way.ended.get(20, TimeUnit.SECONDS);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                var way = new Way(
                        client,
                        new Socket(InetAddress.getLoopbackAddress(), serverPort),
                        new AtomicBoolean(),
                        new AtomicReference<>(() -> {}),
                        new CompletableFuture<>());
                Thread.startVirtualThread(() -> toServer(way));
                Thread.startVirtualThread(() -> toClient(way));
            } catch (IOException closed) {
                // by close
            }
        }
    }

    private void toServer(Way way) {
        try {
            while (true) {
                var message = read(way.client);
                var found = rule.filter(given -> text(message).contains(given.text));
                if (found.isEmpty()) {
                    way.server.getOutputStream().write(message);
                    continue;
                }
                rule = Optional.empty();
                if (found.get().fault != Fault.WAIT) {
                    breakAt(way, message, found.get().fault);
                    return;
                }
                way.meanwhile.set(found.get().meanwhile);
                way.server.getOutputStream().write(message);
            }
        } catch (IOException broken) {
            close(way.server);
        }
    }

    private void breakAt(Way way, byte[] message, Fault fault) throws IOException {
        switch (fault) {
            case KEEP -> {
                kept.complete(new Kept(way, message));
                way.client.close();
            }
            case KEEP_SILENTLY -> kept.complete(new Kept(way, message));
            case LOSE_ANSWER -> {
                way.client.shutdownInput();
                way.silent.set(true);
                way.server.getOutputStream().write(message);
            }
            case WAIT -> throw new IllegalStateException("nothing breaks");
        }
    }

    private static void toClient(Way way) {
        try {
            while (true) {
                var answer = read(way.server);
                if (way.silent.get()) {
                    break;
                }
                way.meanwhile.getAndSet(() -> {}).run();
                way.client.getOutputStream().write(answer);
            }
        } catch (IOException broken) {
            // by either
        }
        way.ended.complete(null);
        close(way.client);
    }

    private static byte[] read(Socket from) throws IOException {
        var buffer = new byte[MOST];
        var read = from.getInputStream().read(buffer);
        if (read < 0) {
            throw new IOException("closed");
        }
        return Arrays.copyOf(buffer, read);
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // already
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
