package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.order.TearDownRun;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The thread of a story through the spans that services export, each on its own. */
class TracingTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final List<SpanData> spans = new ArrayList<>();
    private final Tracing sender = Tracing.into(new Memory(), "movein-intake");
    private final Tracing review = Tracing.into(new Memory(), "movein-review");
    private final Tracing runner = Tracing.into(new Memory(), "movein-runner");

    private final class Memory implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    void aRecordHangsBelowTheOneThatItFollowsInWhicheverService() throws Exception {
        var hint = message(Traceparent.begin());
        sender.published("movein.issue-activity", hint, NOON, NOON.plusMillis(3));
        var command = message(heard(hint).trace().child());
        sender.published("movein.commands", command, NOON.plusMillis(5), NOON.plusMillis(6));
        review.handled("movein.commands", heard(command), NOON.plusMillis(7), NOON.plusMillis(9), null);
        var order = new Codec()
                .encode(Topic.RUN_ORDERS, message(heard(command).trace().child()));
        review.left(order, heard(command).trace(), NOON.plusMillis(9));
        runner.handled(
                "movein.run-orders",
                new Codec().decode(order.headers(), order.value()),
                NOON.plusMillis(11),
                NOON.plusMillis(12),
                new IllegalStateException("full"));

        assertThat(spans)
                .extracting(SpanData::getTraceId)
                .containsOnly(hint.trace().trace());
        assertThat(spans)
                .extracting(SpanData::getName)
                .containsExactly(
                        "publish TearDownRun",
                        "publish TearDownRun",
                        "handle TearDownRun",
                        "publish TearDownRun",
                        "handle TearDownRun");
        assertThat(parents()).containsExactly(-1, 0, 1, 1, 3);
        assertThat(spans.getFirst().getSpanId()).isEqualTo(hint.trace().span());
        assertThat(spans).isSortedAccordingTo((a, b) -> Long.compare(a.getStartEpochNanos(), b.getStartEpochNanos()));
        assertThat(spans.getLast().getStatus().getDescription()).contains("full");
        assertThat(spans.getLast().getAttributes().get(AttributeKey.stringKey("movein.migration")))
                .isEqualTo("acme/infra#17");
    }

    @Test
    void whatComesAfterAWaitIsLinkedAndNotNested() {
        var filed = Traceparent.begin();
        var approved = Traceparent.begin().after(filed);

        review.left(
                new Codec().encode(Topic.RUN_ORDERS, message(approved.child())),
                approved,
                NOON.plusSeconds(86_400 * 400L));

        assertThat(spans).hasSize(1);
        assertThat(spans.getFirst().getTraceId()).isEqualTo(approved.trace());
        assertThat(spans.getFirst().getLinks())
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly(filed.trace());
    }

    @Test
    void withoutACollectorNothingIsMade() {
        Tracing.none().published("movein.commands", message(Traceparent.begin()), NOON, NOON);

        assertThat(spans).isEmpty();
    }

    /** For each span the place of its parent; -1: it has none. */
    private List<Integer> parents() {
        var ids = spans.stream().map(SpanData::getSpanId).toList();
        return spans.stream().map(span -> ids.indexOf(span.getParentSpanId())).toList();
    }

    /** As the next service reads it: with what the headers say and no more. */
    private static Message<?> heard(Message<?> message) throws Exception {
        var record = new Codec().encode(Topic.RUN_ORDERS, message);
        return new Codec().decode(record.headers(), record.value());
    }

    private static Message<TearDownRun> message(Traceparent trace) {
        return new Message<>(
                "id",
                "/movein/test",
                MigrationId.parse("acme/infra#17"),
                NOON,
                trace,
                new TearDownRun("acme/infra#17", 1, "media", false));
    }
}
