package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Refusal;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Carries the API over HTTP on loopback. Every request has a virtual thread, a watch for as long as it lasts. */
public final class ApiServer implements AutoCloseable {
    private static final Duration BOOKMARK_EVERY = Duration.ofMinutes(1);
    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz", "/livez");

    /** Asked before every request; may wait, and may give a status to fail with. */
    public interface Gate {
        Optional<Integer> meet(String method, String path, String query, String accept) throws InterruptedException;
    }

    private final ResourceWrites resources;
    private final Api api;
    private final PodLog logs;
    private final Gate gate;
    private final Set<WatchStream> watches = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> asked = new ConcurrentHashMap<>();
    private final Javalin server;

    public ApiServer(ResourceWrites resources, Gate gate, int port) {
        this.resources = resources;
        this.gate = gate;
        api = new Api(resources);
        logs = new PodLog(resources);
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.concurrency.useVirtualThreads = true;
                    config.http.maxRequestSize = 8 << 20;
                    config.jetty.host = "127.0.0.1";
                    config.jetty.port = port;
                    for (var method : List.of(
                            HandlerType.GET,
                            HandlerType.POST,
                            HandlerType.PUT,
                            HandlerType.PATCH,
                            HandlerType.DELETE)) {
                        config.routes.addHttpHandler(method, "/*", this::handle);
                    }
                })
                .start();
    }

    public int port() {
        return server.port();
    }

    /** How often each thing was asked of a kind: {@code GET jobs}, {@code LIST pods}, {@code GET pods/log}, {@code WATCH jobs}. */
    public Map<String, Long> traffic() {
        return asked.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum(), Long::sum, TreeMap::new));
    }

    /** Breaks every watch. */
    public void cutWatches() {
        watches.forEach(WatchStream::cut);
    }

    @Override
    public void close() {
        cutWatches();
        logs.close();
        server.stop();
    }

    private void handle(Context context) throws IOException, InterruptedException {
        try {
            var accept = Optional.ofNullable(context.header("Accept")).orElse("");
            var failure = gate.meet(
                    context.req().getMethod(),
                    context.path(),
                    Optional.ofNullable(context.queryString()).orElse(""),
                    accept);
            if (failure.isPresent()) {
                throw Refusal.of(failure.get(), "", "the server was told to fail");
            }
            serve(context);
        } catch (Refusal refusal) {
            send(context, refusal.code(), refusal.status());
        }
    }

    private void serve(Context context) throws IOException, InterruptedException {
        if (HEALTH.contains(context.path())) {
            context.contentType("text/plain; charset=utf-8").result("ok");
            return;
        }
        resource(context, Route.parse(context.path()).orElseThrow(Refusal::unknownResource));
    }

    private void resource(Context context, Route route) throws IOException, InterruptedException {
        var method = context.req().getMethod();
        var query = new Query(context.queryParamMap());
        count(method, route, query);
        if (method.equals("GET")
                && route.subresource().equals("log")
                && route.kind().equals(Kinds.POD)) {
            log(context, route, query);
        } else if (method.equals("GET") && query.is("watch") && route.isCollection()) {
            watch(context, route, query);
        } else {
            var type = Optional.ofNullable(context.contentType()).orElse("");
            var answer = api.answer(new Api.Request(method, route, query, type, context.bodyAsBytes()));
            send(context, answer.code(), answer.document());
        }
    }

    private void count(String method, Route route, Query query) {
        var verb = !method.equals("GET") || !route.isCollection() ? method : query.is("watch") ? "WATCH" : "LIST";
        var sub = route.subresource().isEmpty() ? "" : "/" + route.subresource();
        asked.computeIfAbsent(verb + " " + route.kind().plural() + sub, _ -> new LongAdder())
                .increment();
    }

    private void watch(Context context, Route route, Query query) throws IOException, InterruptedException {
        var watch = new WatchStream(resources.store(), Selection.of(route, query), query);
        watches.add(watch);
        try {
            context.status(200).contentType("application/json");
            var out = context.res().getOutputStream();
            context.res().flushBuffer();
            if (watch.run(out, BOOKMARK_EVERY) == WatchStream.End.CUT) {
                breakConnection(context);
            }
        } catch (EOFException e) {
            // the client has gone: nobody is left to tell
        } finally {
            watches.remove(watch);
        }
    }

    private static void breakConnection(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    private void log(Context context, Route route, Query query) throws IOException, InterruptedException {
        var answer = logs.fetch(route.namespace(), route.name(), query);
        if (answer.isEmpty()) {
            context.status(204);
            return;
        }
        context.status(answer.get().statusCode()).contentType("text/plain");
        try (var body = answer.get().body()) {
            var out = context.res().getOutputStream();
            context.res().flushBuffer();
            var buffer = new byte[8192];
            for (var read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (EOFException e) {
            // the client has read enough
        }
    }

    private static void send(Context context, int code, ObjectNode document) {
        context.status(code).contentType("application/json").result(Json.bytes(document));
    }
}
