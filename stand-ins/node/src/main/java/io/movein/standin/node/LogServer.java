package io.movein.standin.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The kubelet's port, as far as an API server uses it for {@code pods/log}: {@code GET /containerLogs/NAMESPACE/POD/CONTAINER}.
 * It listens on loopback only and asks nobody who they are.
 */
final class LogServer {

    private final HttpsServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Pods pods;

    LogServer(Pods pods) throws IOException {
        this.pods = pods;
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(ServerCertificate.context()));
        server.setExecutor(requests);
        server.createContext("/containerLogs/", this::logs);
        server.createContext("/healthz", exchange -> answer(exchange, 200, "ok"));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void logs(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath().split("/");
        if (path.length != 5) {
            answer(exchange, 404, "expected /containerLogs/NAMESPACE/POD/CONTAINER");
            return;
        }
        var container = pods.find(path[2], path[3]).flatMap(pod -> pod.container(path[4]));
        if (container.isEmpty()) {
            answer(
                    exchange,
                    404,
                    "pod or container %s/%s/%s not found on this node".formatted(path[2], path[3], path[4]));
            return;
        }
        try {
            send(
                    exchange,
                    container.get(),
                    path[3],
                    LogQuery.parse(exchange.getRequestURI().getRawQuery(), Instant.now()));
        } catch (RuntimeException e) {
            answer(
                    exchange,
                    400,
                    "cannot understand the query %s: %s"
                            .formatted(exchange.getRequestURI().getQuery(), e.getMessage()));
        }
    }

    private static void send(HttpExchange exchange, ContainerRun container, String pod, LogQuery query)
            throws IOException {
        var folder = container.logFolder();
        if (folder.isEmpty()) {
            answer(
                    exchange,
                    400,
                    "container \"%s\" in pod \"%s\" is waiting to start: %s"
                            .formatted(container.name(), pod, waiting(container)));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, 0);
        try (var out = exchange.getResponseBody()) {
            new LogReader(folder.get(), query, out).copy();
        }
    }

    private static String waiting(ContainerRun container) {
        return container.facts().state() instanceof ContainerState.Waiting(String reason, var message)
                ? reason
                : "unknown";
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    void close() {
        server.stop(0);
        requests.shutdownNow();
    }
}
