package io.movein.example.media.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The tenant's storage over HTTP: {@code PUT}, {@code GET}, {@code HEAD} of {@code /files/<path>} and
 * {@code GET /manifest.sha256}, for who has the token. A file is there whole or not at all.
 */
public final class MediaStorage implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Shelf shelf;
    private final byte[] authorization;

    private MediaStorage(Shelf shelf, String token, InetSocketAddress address) throws IOException {
        this.shelf = shelf;
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.server = HttpServer.create(address, 0);
        server.setExecutor(requests);
        server.createContext("/files/", authorized(this::file));
        server.createContext("/manifest.sha256", authorized(this::manifest));
        server.createContext("/health", exchange -> answer(exchange, 200, "ok\n"));
        server.start();
    }

    public static MediaStorage start(Path folder, String token, InetSocketAddress address) throws IOException {
        return new MediaStorage(new Shelf(folder), token, address);
    }

    /** As a pod: {@code STORAGE_FOLDER}, {@code STORAGE_TOKEN_FILE}, {@code STORAGE_HOST} (the pod's IP) and {@code STORAGE_PORT}. */
    public static void main(String[] arguments) throws IOException {
        // the JDK's server otherwise holds small answers back for 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var environment = System.getenv();
        var address = new InetSocketAddress(
                environment.get("STORAGE_HOST"), Integer.parseInt(environment.get("STORAGE_PORT")));
        var token =
                Files.readString(Path.of(environment.get("STORAGE_TOKEN_FILE"))).strip();
        var storage = start(Path.of(environment.get("STORAGE_FOLDER")), token, address);
        System.out.println("media storage ready at " + storage.address());
    }

    public URI address() {
        return URI.create("http://%s:%d"
                .formatted(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort()));
    }

    private HttpHandler authorized(HttpHandler handler) {
        return exchange -> {
            try {
                var given = exchange.getRequestHeaders().getFirst("Authorization");
                if (given == null || !MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8))) {
                    answer(exchange, 401, "expected 'Authorization: Bearer <token>'\n");
                } else {
                    handler.handle(exchange);
                }
            } catch (IllegalArgumentException e) {
                answer(exchange, 400, e.getMessage() + "\n");
            }
        };
    }

    private void manifest(HttpExchange exchange) throws IOException {
        answer(exchange, 200, shelf.manifest().text());
    }

    private void file(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath().substring("/files/".length());
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, path);
            case "GET", "HEAD" -> get(exchange, path);
            default -> answer(exchange, 405, "expected PUT, GET or HEAD\n");
        }
    }

    private void put(HttpExchange exchange, String path) throws IOException {
        var expected = exchange.getRequestHeaders().getFirst("X-Sha256");
        var found = shelf.put(path, exchange.getRequestBody(), expected);
        var wrong = expected != null && !expected.equals(found);
        answer(
                exchange,
                wrong ? 422 : 201,
                wrong ? "SHA-256 is %s, announced was %s\n".formatted(found, expected) : found + "\n");
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        var file = shelf.find(path);
        if (file.isEmpty()) {
            answer(exchange, 404, "no file '%s'\n".formatted(path));
            return;
        }
        exchange.getResponseHeaders().set("X-Sha256", Shelf.sha256(file.get()));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(Files.size(file.get())));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(200, sizeForServer(Files.size(file.get())));
        try (var out = exchange.getResponseBody()) {
            Files.copy(file.get(), out);
        }
    }

    /** To the JDK's server 0 means a length that is not known, and -1 none. */
    private static long sizeForServer(long size) {
        return size == 0 ? -1 : size;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        var head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : sizeForServer(body.length));
        try (var out = exchange.getResponseBody()) {
            if (!head) {
                out.write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }
}
