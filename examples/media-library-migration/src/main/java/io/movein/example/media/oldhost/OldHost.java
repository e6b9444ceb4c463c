package io.movein.example.media.oldhost;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a library, read only: {@code GET /manifest.sha256} and {@code GET /files/<path>}, 401 for who has not the token. */
public final class OldHost implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Path library;
    private final String authorization;

    private OldHost(Path library, String token, InetSocketAddress address) throws IOException {
        this.library = library.toAbsolutePath().normalize();
        this.authorization = "Bearer " + token;
        this.server = HttpServer.create(address, 0);
        server.setExecutor(requests);
        server.createContext("/files/", authorized(this::file));
        server.createContext(
                "/manifest.sha256", authorized(exchange -> send(exchange, this.library.resolve("manifest.sha256"))));
        server.start();
    }

    /** {@code library} is a folder that {@link MediaLibrary#generate} filled. */
    public static OldHost start(Path library, String token, InetSocketAddress address) throws IOException {
        return new OldHost(library, token, address);
    }

    /** In a process of its own: {@code FOLDER TOKEN PORT FILES BYTES}; prints {@code ready http://127.0.0.1:PORT}. */
    public static void main(String[] arguments) throws IOException {
        // the JDK's server otherwise holds small answers back for 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var folder = Path.of(arguments[0]);
        var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(arguments[2]));
        MediaLibrary.generate(folder, Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]), 1);
        System.out.println("ready " + start(folder, arguments[1], loopback).address());
    }

    public URI address() {
        return URI.create("http://%s:%d"
                .formatted(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort()));
    }

    private HttpHandler authorized(HttpHandler handler) {
        return exchange -> {
            if (authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                handler.handle(exchange);
            } else {
                refuse(exchange, 401, "expected 'Authorization: Bearer <token>'\n");
            }
        };
    }

    private void file(HttpExchange exchange) throws IOException {
        var files = library.resolve("files");
        var file = files.resolve(exchange.getRequestURI().getPath().substring("/files/".length()))
                .normalize();
        if (!file.startsWith(files) || !Files.isRegularFile(file)) {
            refuse(exchange, 404, "no such file\n");
            return;
        }
        send(exchange, file);
    }

    private static void send(HttpExchange exchange, Path file) throws IOException {
        var size = Files.size(file);
        exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
        try (var out = exchange.getResponseBody()) {
            Files.copy(file, out);
        }
    }

    private static void refuse(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }
}
