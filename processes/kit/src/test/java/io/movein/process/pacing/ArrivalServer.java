package io.movein.process.pacing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Takes what is put to it, a while for each, and counts what arrives. May say that it is too much. */
final class ArrivalServer implements AutoCloseable {

    private static final long TAKES = TimeUnit.MILLISECONDS.toNanos(5);

    final AtomicLong bytes = new AtomicLong();
    final AtomicLong requests = new AtomicLong();
    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger mostInFlight = new AtomicInteger();
    volatile boolean tooMuch;

    private final HttpServer server;

    ArrivalServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
    }

    private void take(HttpExchange exchange) throws IOException {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        requests.incrementAndGet();
        try (exchange) {
            var buffer = new byte[16 * 1024];
            for (var read = exchange.getRequestBody().read(buffer);
                    read >= 0;
                    read = exchange.getRequestBody().read(buffer)) {
                bytes.addAndGet(read);
            }
            LockSupport.parkNanos(TAKES);
            // before the answer, after which the next may come
            inFlight.decrementAndGet();
            exchange.sendResponseHeaders(tooMuch ? 429 : 204, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
