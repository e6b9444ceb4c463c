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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Carries the API over HTTP on loopback. Every request has a virtual thread, a watch for as long as it lasts. */
public final class ApiServer implements AutoCloseable {
    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz", "/livez");

    /** Asked before every request; may wait, and may give a status to fail with. */
    public interface Gate {
        Optional<Integer> meet(String method, String path, String query, String accept) throws InterruptedException;
    }

    private final Resources resources;
    private final Api api;
    private final PodLog logs;
    private final Gate gate;
    private final Duration bookmarkEvery;
    private final Set<WatchStream> watches = ConcurrentHashMap.newKeySet();
    private final Javalin server;

    public ApiServer(Resources resources, Gate gate, Duration bookmarkEvery, int port) {
        this.resources = resources;
        this.gate = gate;
        this.bookmarkEvery = bookmarkEvery;
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
                throw Failures.of(failure.get());
            }
            serve(context, Representation.of(accept));
        } catch (Refusal refusal) {
            if (refusal.status().path("details").has("retryAfterSeconds")) {
                context.header("Retry-After", Json.text(refusal.status(), "details", "retryAfterSeconds"));
            }
            send(context, refusal.code(), refusal.status());
        }
    }

    private void serve(Context context, Representation representation) throws IOException, InterruptedException {
        var path = context.path().length() > 1 ? context.path().replaceAll("/$", "") : context.path();
        if (HEALTH.contains(path)) {
            context.contentType("text/plain; charset=utf-8").result("ok");
            return;
        }
        var document =
                context.req().getMethod().equals("GET") ? Discovery.document(path) : Optional.<ObjectNode>empty();
        if (document.isPresent()) {
            send(context, 200, document.get());
            return;
        }
        var known = path.matches("/api/v1/.*")
                || path.matches("/apis/[^/]+/v1/.*") && Kinds.hasGroup(path.split("/")[2], "v1");
        if (!known) {
            context.status(404).contentType("text/plain; charset=utf-8").result("404 page not found\n");
            return;
        }
        resource(context, Route.parse(path).orElseThrow(Refusal::unknownResource), representation);
    }

    private void resource(Context context, Route route, Representation representation)
            throws IOException, InterruptedException {
        var method = context.req().getMethod();
        var query = new Query(context.queryParamMap());
        if (method.equals("GET")
                && route.subresource().equals("log")
                && route.kind().equals(Kinds.POD)) {
            log(context, route, query);
        } else if (method.equals("GET") && query.is("watch")) {
            watch(context, route, query, representation);
        } else {
            var type = Optional.ofNullable(context.contentType()).orElse("");
            var answer = api.answer(new Api.Request(method, route, query, type, context.bodyAsBytes(), representation));
            send(context, answer.code(), answer.document());
        }
    }

    private void watch(Context context, Route route, Query query, Representation representation)
            throws IOException, InterruptedException {
        var selected = route.isCollection() ? query : query.and("fieldSelector", "metadata.name=" + route.name());
        var collection = new Route(route.kind(), route.namespace(), "", "");
        var version = query.text("resourceVersion");
        if (!version.isEmpty()) {
            Versions.parse(version, "");
        }
        var watch = new WatchStream(resources.store(), Selection.of(collection, selected), selected, representation);
        watches.add(watch);
        try {
            context.status(200).contentType("application/json");
            var out = context.res().getOutputStream();
            context.res().flushBuffer();
            if (watch.run(out, bookmarkEvery) == WatchStream.End.CUT) {
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
