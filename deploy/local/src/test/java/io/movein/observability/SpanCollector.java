package io.movein.observability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A collector that speaks OTLP over HTTP and keeps all spans in memory. */
public final class SpanCollector implements AutoCloseable {
    private final List<Seen> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** A span as it was exported. */
    public record Seen(
            String service,
            String name,
            String trace,
            String span,
            String parent,
            List<String> linkedTraces,
            String migration,
            long beganNanos) {}

    public SpanCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    public List<Seen> spans() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (InputStream body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(exchange.getRequestBody())
                : exchange.getRequestBody()) {
            ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().forEach(this::keep);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private void keep(ResourceSpans of) {
        var service = of.getResource().getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("service.name"))
                .map(attribute -> attribute.getValue().getStringValue())
                .collect(Collectors.joining());
        of.getScopeSpansList().stream()
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> new Seen(
                        service,
                        span.getName(),
                        hex(span.getTraceId().toByteArray()),
                        hex(span.getSpanId().toByteArray()),
                        hex(span.getParentSpanId().toByteArray()),
                        span.getLinksList().stream()
                                .map(link -> hex(link.getTraceId().toByteArray()))
                                .toList(),
                        span.getAttributesList().stream()
                                .filter(attribute -> attribute.getKey().equals("movein.migration"))
                                .map(attribute -> attribute.getValue().getStringValue())
                                .collect(Collectors.joining()),
                        span.getStartTimeUnixNano()))
                .forEach(spans::add);
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
