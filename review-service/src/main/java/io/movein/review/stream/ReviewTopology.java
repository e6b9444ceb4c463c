package io.movein.review.stream;

import io.movein.contract.Topic;
import io.movein.review.lifecycle.Lifecycle;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** Commands and reports in; events and orders out; one processor between them that sees everything in one order. */
final class ReviewTopology {
    static final String GROUP = "movein-review";
    static final List<Topic> INPUTS = List.of(Topic.COMMANDS, Topic.RUN_REPORTS);
    private static final List<Topic> OUTPUTS =
            List.of(Topic.EVENTS, Topic.EVENTS_JSON, Topic.MIGRATIONS, Topic.PLANS, Topic.PROGRESS, Topic.RUN_ORDERS);
    private static final String PROCESSOR = "review";

    private ReviewTopology() {}

    static Topology of(Lifecycle lifecycle, Supplier<FactsFetcher> desks, Shared shared) {
        var serdes = new StateSerdes();
        var topology = new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "commands",
                        new ArrivalTime(),
                        text(),
                        bytes(),
                        Topic.COMMANDS.topicName())
                .addSource(
                        AutoOffsetReset.earliest(),
                        "run-reports",
                        new ArrivalTime(),
                        text(),
                        bytes(),
                        Topic.RUN_REPORTS.topicName())
                .addProcessor(
                        PROCESSOR,
                        () -> new ReviewProcessor(
                                context -> new Reviewer(context, lifecycle, serdes, desks.get(), shared), shared),
                        "commands",
                        "run-reports");
        StoredPlatform.stores(serdes).forEach(store -> topology.addStateStore(store, PROCESSOR));
        for (var topic : OUTPUTS) {
            topology.addSink(
                    topic.topicName(),
                    topic.topicName(),
                    Serdes.String().serializer(),
                    Serdes.ByteArray().serializer(),
                    PROCESSOR);
        }
        return topology;
    }

    private static Deserializer<String> text() {
        return Serdes.String().deserializer();
    }

    private static Deserializer<byte[]> bytes() {
        return Serdes.ByteArray().deserializer();
    }
}
