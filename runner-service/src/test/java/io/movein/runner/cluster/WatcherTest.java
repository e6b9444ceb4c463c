package io.movein.runner.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kubernetes.client.util.ClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatcherTest {
    private static final String LIST = """
            {"metadata": {"resourceVersion": "7"}, "items": []}
            """;
    private static final String GONE = """
            {"type": "ERROR", "object": {"kind": "Status", "code": 410, "reason": "Expired", "message": "too old resource version"}}
            """;
    private final List<Instant> lists = new CopyOnWriteArrayList<>();
    private final CountDownLatch fourLists = new CountDownLatch(4);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void listsEverLessOftenWhereEachWatchIsGoneAtOnce() throws InterruptedException {
        var client = new ClientBuilder()
                .setBasePath("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        var watcher = new Watcher<>(
                Kind.JOB, client, _ -> {}, Duration.ofMinutes(3), Duration.ofMinutes(4), InstantSource.system());

        watcher.start();
        var inTime = fourLists.await(20, TimeUnit.SECONDS);
        watcher.stop();

        assertThat(inTime).isTrue();
        // 200, 400 and 800 ms
        assertThat(Duration.between(lists.getFirst(), lists.get(3))).isGreaterThan(Duration.ofMillis(1300));
    }

    private void answer(HttpExchange exchange) throws IOException {
        var watch = String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
        if (!watch) {
            lists.add(Instant.now());
            fourLists.countDown();
        }
        var bytes = (watch ? GONE : LIST).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
