package io.movein.live;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far migrations are, as Prometheus reads it, labelled by tenant. A figure that is not known is not there, so that nobody takes it
 * for 0.
 */
public final class MigrationMetrics implements AutoCloseable {

    private static final String NAME = "movein.tenant.migration.";
    private static final double MILLIS = 1000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, MultiGauge> gauges = new HashMap<>();
    private final Supplier<Collection<MigrationStatus>> migrations;
    private final HttpServer server;

    private MigrationMetrics(String host, int port, Supplier<Collection<MigrationStatus>> migrations) {
        this.migrations = migrations;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
        server.createContext("/metrics", exchange -> {
            var text = text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
    }

    /** At {@code /metrics}. */
    public static MigrationMetrics serve(String host, int port, Supplier<Collection<MigrationStatus>> migrations) {
        return new MigrationMetrics(host, port, migrations);
    }

    /** On all addresses, as a pod's metrics are read from outside of it; nothing where the port is 0. */
    static @Nullable MigrationMetrics serveIf(int port, Supplier<Collection<MigrationStatus>> migrations) {
        return port == 0 ? null : serve("0.0.0.0", port, migrations);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private synchronized String text() {
        var all = migrations.get();
        gauge(
                "progress",
                "progress of the copy, 0 to 1",
                all,
                status -> number(status.progress().orElse(Double.NaN)));
        gauge("lag.keys", "writes that are not yet at the target", all, status -> number(status.lagKeys()));
        gauge(
                "lag.bytes",
                "bytes of the source's stream that are not yet at the target",
                all,
                status -> number(status.lagBytes()));
        gauge("duration.seconds", "time since the migration began", all, status -> status.durationSeconds());
        gauge(
                "cutover.pause.seconds",
                "how long writes were held",
                all,
                status -> number(status.downtimeMillis().orElse(Double.NaN) / MILLIS));
        gauge(
                "late.clients",
                "connections to the source after the move, which were closed",
                all,
                status -> status.lateClients().isPresent()
                        ? (double) status.lateClients().getAsInt()
                        : null);
        var phases = all.stream()
                .flatMap(status -> Arrays.stream(Phase.values())
                        .<Row<?>>map(phase -> Row.of(
                                Tags.of("tenant", status.tenant(), "phase", phase.toString()),
                                status.phase() == phase ? 1 : 0)))
                .toList();
        gauge("phase", "1 for the current phase").register(phases, true);
        return registry.scrape();
    }

    private static @Nullable Double number(OptionalLong value) {
        return value.isPresent() ? (double) value.getAsLong() : null;
    }

    private static @Nullable Double number(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private void gauge(
            String name,
            String what,
            Collection<MigrationStatus> all,
            Function<MigrationStatus, @Nullable Double> figure) {
        var rows = new ArrayList<Row<?>>();
        for (var status : all) {
            var value = figure.apply(status);
            if (value != null) {
                rows.add(Row.of(Tags.of("tenant", status.tenant()), value));
            }
        }
        gauge(name, what).register(rows, true);
    }

    private MultiGauge gauge(String name, String what) {
        return gauges.computeIfAbsent(
                name, _ -> MultiGauge.builder(NAME + name).description(what).register(registry));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
