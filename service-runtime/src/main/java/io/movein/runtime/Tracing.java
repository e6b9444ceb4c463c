package io.movein.runtime;

import io.movein.contract.Message;
import io.movein.contract.Traceparent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what is published and handled. The span of a published message is the one that its header {@code traceparent} names, so that
 * whoever handles it, in whichever service, hangs below it. Records are older and younger than this: without an address of a collector
 * nothing is made, and the headers are the same.
 */
public final class Tracing implements AutoCloseable {
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> ID = AttributeKey.stringKey("messaging.message.id");
    private static final AttributeKey<String> MIGRATION = AttributeKey.stringKey("movein.migration");
    private static final AttributeKey<Long> RUN = AttributeKey.longKey("movein.run");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration DELAY = Duration.ofSeconds(1);

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;
    private final Ids ids = new Ids();

    private Tracing(@Nullable SpanExporter exporter, boolean atOnce, String service) {
        this.provider = exporter == null
                ? null
                : SdkTracerProvider.builder()
                        .setIdGenerator(ids)
                        .setResource(Resource.getDefault()
                                .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service))))
                        .addSpanProcessor(
                                atOnce
                                        ? SimpleSpanProcessor.create(exporter)
                                        : BatchSpanProcessor.builder(exporter)
                                                .setScheduleDelay(DELAY)
                                                .build())
                        .build();
        this.tracer = provider == null ? null : provider.get("io.movein");
    }

    /** @param endpoint address of OTLP over HTTP, such as {@code http://collector:4318/v1/traces}; empty: no spans */
    static Tracing to(Optional<String> endpoint, String service) {
        return new Tracing(
                endpoint.map(address -> OtlpHttpSpanExporter.builder()
                                .setEndpoint(address)
                                .setTimeout(PATIENCE)
                                .build())
                        .orElse(null),
                false,
                service);
    }

    /** For tests: each span is exported when it ends. */
    static Tracing into(SpanExporter exporter, String service) {
        return new Tracing(exporter, true, service);
    }

    public static Tracing none() {
        return new Tracing(null, false, "");
    }

    /** Whether there is nobody to tell of spans, so that nothing need be found out for them. */
    public boolean isOff() {
        return tracer == null;
    }

    /** The message is with Kafka. */
    public void published(String topic, Message<?> message, Instant from, Instant to) {
        if (!isOff()) {
            span("publish " + name(message), SpanKind.PRODUCER, message.trace(), topic, message, from, to, null);
        }
    }

    /** What goes on by itself, with nobody's message as its cause: the span is that of the trace itself. */
    public void began(String name, Traceparent trace, String migration, Instant at) {
        if (!isOff()) {
            begin(name, SpanKind.INTERNAL, trace, at)
                    .setAttribute(MIGRATION, migration)
                    .end(at);
        }
    }

    /** A record that left in a transaction, because of a message with this trace. */
    public void left(ProducerRecord<String, byte[]> record, Traceparent cause, Instant at) {
        if (isOff() || record.headers().lastHeader("ce_type") == null) {
            return;
        }
        var type = text(record, "ce_type");
        Traceparent.parse(text(record, "traceparent"))
                .map(own -> new Traceparent(
                        own.trace(), own.span(), own.trace().equals(cause.trace()) ? cause.span() : null, cause.link()))
                .ifPresent(trace -> begin(
                                "publish " + type.substring(type.lastIndexOf('.') + 1), SpanKind.PRODUCER, trace, at)
                        .setAttribute(MIGRATION, record.key())
                        .setAttribute(ID, text(record, "ce_id"))
                        .setAttribute(SYSTEM, "kafka")
                        .setAttribute(DESTINATION, record.topic())
                        .end(at));
    }

    private static String text(ProducerRecord<?, ?> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private Span begin(String name, SpanKind kind, Traceparent trace, Instant from) {
        var builder = Objects.requireNonNull(tracer)
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent(trace))
                .setStartTimestamp(from);
        if (trace.link() != null) {
            builder.addLink(context(trace.link().trace(), trace.link().span()));
        }
        return ids.with(trace, builder::startSpan);
    }

    /** The message was handled here, well or not. */
    public void handled(String topic, Message<?> message, Instant from, Instant to, @Nullable Throwable failure) {
        if (!isOff()) {
            var own = message.trace().child();
            span("handle " + name(message), SpanKind.CONSUMER, own, topic, message, from, to, failure);
        }
    }

    /** The process of a run, to which {@code TRACEPARENT} was handed. */
    public void ran(Traceparent trace, Message<?> report, Instant from, Instant to) {
        if (!isOff()) {
            span("run", SpanKind.INTERNAL, trace, "", report, from, to, null);
        }
    }

    private void span(
            String name,
            SpanKind kind,
            Traceparent trace,
            String topic,
            Message<?> message,
            Instant from,
            Instant to,
            @Nullable Throwable failure) {
        var span = begin(name, kind, trace, from)
                .setAttribute(MIGRATION, message.migration().toString())
                .setAttribute(ID, message.id());
        if (!topic.isEmpty()) {
            span.setAttribute(SYSTEM, "kafka").setAttribute(DESTINATION, topic);
        }
        var run = message.body().getSchema().getField("run");
        if (run != null && message.body().get(run.pos()) instanceof Integer number) {
            span.setAttribute(RUN, (long) number);
        }
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, failure.toString());
        }
        span.end(to);
    }

    private static Context parent(Traceparent trace) {
        return trace.parent() == null
                ? Context.root()
                : Context.root().with(Span.wrap(context(trace.trace(), trace.parent())));
    }

    private static SpanContext context(String trace, String span) {
        return SpanContext.createFromRemoteParent(trace, span, TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static String name(Message<?> message) {
        return message.body().getSchema().getName();
    }

    @Override
    public void close() {
        if (provider != null) {
            provider.close();
        }
    }

    /** The ids of the span that is begun on this thread. */
    private static final class Ids implements IdGenerator {
        private final ThreadLocal<Deque<Traceparent>> given = ThreadLocal.withInitial(ArrayDeque::new);

        Span with(Traceparent trace, Supplier<Span> begin) {
            given.get().push(trace);
            try {
                return begin.get();
            } finally {
                given.get().pop();
            }
        }

        @Override
        public String generateSpanId() {
            return given.get().element().span();
        }

        @Override
        public String generateTraceId() {
            return given.get().element().trace();
        }
    }
}
