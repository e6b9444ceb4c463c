package io.movein.local.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Takes spans by OTLP over HTTP, as a collector does, and keeps them. */
final class TraceCollector implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final List<Told> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /**
     * A span as it was told.
     *
     * @param parent span of the same trace; empty: it begins the trace
     * @param links  traces that it goes on
     */
    record Told(
            String service,
            String migration,
            String name,
            String trace,
            String span,
            String parent,
            List<String> links,
            long begun) {}

    TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/traces", exchange -> {
            try (exchange) {
                take(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    private List<Told> of(String migration) {
        return spans.stream().filter(span -> span.migration().equals(migration)).toList();
    }

    /** All of a migration's spans, once there is one that fits: they come a second after they end. */
    List<Told> awaits(String migration, Predicate<Told> last) throws InterruptedException {
        var until = Instant.now().plusSeconds(60);
        while (of(migration).stream().noneMatch(last)) {
            assertThat(Instant.now())
                    .as("no such span of %s: %s", migration, of(migration))
                    .isBefore(until);
            Thread.sleep(50);
        }
        return of(migration);
    }

    private void take(ExportTraceServiceRequest request) {
        for (var resource : request.getResourceSpansList()) {
            var service = text(resource.getResource().getAttributesList(), "service.name");
            resource.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(told(service, span))));
        }
    }

    private static Told told(String service, Span span) {
        return new Told(
                service,
                text(span.getAttributesList(), "movein.migration"),
                span.getName(),
                HEX.formatHex(span.getTraceId().toByteArray()),
                HEX.formatHex(span.getSpanId().toByteArray()),
                HEX.formatHex(span.getParentSpanId().toByteArray()),
                span.getLinksList().stream()
                        .map(link -> HEX.formatHex(link.getTraceId().toByteArray()))
                        .toList(),
                span.getStartTimeUnixNano());
    }

    private static String text(List<KeyValue> attributes, String key) {
        return attributes.stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
