package io.movein.store.search;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Stands before a server, keeps what was asked, and changes questions and answers as a test wants it. */
final class Between implements AutoCloseable {

    /** @param path with what follows it */
    record Message(int status, String method, String path, String body) {

        Message with(String otherBody) {
            return new Message(status, method, path, otherBody);
        }

        boolean is(String part) {
            return "%s %s".formatted(method, path).contains(part);
        }
    }

    private final URI server;
    private final HttpServer between;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Message> asked = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<Message> question = message -> message;
    private volatile UnaryOperator<Message> answer = message -> message;

    Between(URI server) {
        this.server = server;
        try {
            between = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        between.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        between.createContext("/", this::serve);
        between.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + between.getAddress().getPort());
    }

    /** A status other than 0 is answered as it is, and the server is not asked. */
    Between onQuestion(UnaryOperator<Message> change) {
        question = change;
        return this;
    }

    Between onAnswer(UnaryOperator<Message> change) {
        answer = change;
        return this;
    }

    List<Message> asked() {
        return asked;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var message = new Message(
                    0, exchange.getRequestMethod(), exchange.getRequestURI().toString(), body);
            asked.add(message);
            var changed = question.apply(message);
            var answered = changed.status() > 0 ? changed : answer.apply(ask(changed, exchange));
            var bytes = answered.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answered.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Message ask(Message message, HttpExchange exchange) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(server + message.path()))
                .method(message.method(), BodyPublishers.ofString(message.body()));
        var type = exchange.getRequestHeaders().getFirst("Content-Type");
        request.setHeader("Content-Type", type == null ? "application/json" : type);
        try {
            var answered = client.send(request.build(), BodyHandlers.ofString());
            return new Message(answered.statusCode(), message.method(), message.path(), answered.body());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        between.stop(0);
        client.shutdownNow();
    }
}
