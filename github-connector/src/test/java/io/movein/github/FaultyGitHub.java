package io.movein.github;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A server that answers as a test tells it to, faults included, and remembers what it was asked. */
final class FaultyGitHub implements AutoCloseable {

    interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    record Received(String request, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }
    }

    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Received> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    FaultyGitHub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        on(
                "GET /repos/acme/infra",
                json(
                        200,
                        "{\"id\":1,\"name\":\"infra\",\"full_name\":\"acme/infra\",\"owner\":{\"login\":\"acme\",\"id\":5}}"));
    }

    GitHubAccess access() {
        return new GitHubAccess(uri(), "acme/infra", new Credentials.Token("secret"))
                .withTimeout(Duration.ofSeconds(2));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    FaultyGitHub on(String request, Reply reply) {
        replies.put(request, reply);
        return this;
    }

    List<Received> seen() {
        return seen;
    }

    List<String> requests() {
        return seen.stream()
                .map(Received::request)
                .filter(request -> !request.equals("GET /repos/acme/infra"))
                .toList();
    }

    Received last() {
        return seen.getLast();
    }

    static Reply json(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 304 || bytes.length == 0 ? -1 : bytes.length);
            if (status != 304) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        };
    }

    /** Does what it was asked and closes the connection without a word. */
    static Reply loseTheAnswer() {
        return HttpExchange::close;
    }

    /** Promises a body and never sends it. */
    Reply stallInTheBody() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        };
    }

    private void await() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(new Received(request, Map.copyOf(exchange.getRequestHeaders()), body));
        replies.getOrDefault(request, json(404, "{\"message\":\"Not Found\"}")).to(exchange);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
