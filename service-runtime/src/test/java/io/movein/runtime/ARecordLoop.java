package io.movein.runtime;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.testkit.KafkaForTests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A loop over a topic of its own. */
abstract class ARecordLoop {
    static final String GROUP = "readers";
    static final int PARTITIONS = Topic.ISSUE_ACTIVITY.partitions();

    final KafkaForTests broker = KafkaForTests.start();
    final Kafka kafka = Broker.patient(broker.bootstrapServers());
    final KafkaPublisher publisher = kafka.publisher();
    final List<RecordLoop> loops = new ArrayList<>();
    final List<String> handled = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startAfresh() throws Exception {
        Topics.ensure(broker.bootstrapServers());
        // of a topic that is only compacted nothing may be deleted
        broker.empty(Arrays.stream(Topic.values())
                .filter(topic -> !"compact".equals(topic.config().get("cleanup.policy")))
                .map(Topic::topicName)
                .toList());
    }

    @AfterEach
    void stop() {
        loops.forEach(RecordLoop::stop);
        publisher.close();
    }

    void handleSlowly(Message<?> message) throws InterruptedException {
        Thread.sleep(5); // long enough for a rebalance to fall into it
        handled.add(message.id());
    }

    double count(String counter) {
        return kafka.meters().counter(counter, "topic", "movein.issue-activity").count();
    }

    RecordLoop start(Handler handler) {
        return start(new RecordLoop("loop-" + loops.size(), Topic.ISSUE_ACTIVITY, GROUP, handler, kafka));
    }

    RecordLoop start(RecordLoop loop) {
        loops.add(loop);
        loop.start();
        return loop;
    }

    static MigrationId issue(int number) {
        return new MigrationId("acme", "infra", number);
    }

    static MigrationId onThePartitionOf(MigrationId other, boolean same) {
        return IntStream.iterate(2, number -> number + 1)
                .mapToObj(RecordLoopIT::issue)
                .filter(issue -> (partition(issue) == partition(other)) == same)
                .findFirst()
                .orElseThrow();
    }

    static int partition(MigrationId issue) {
        return Utils.toPositive(Utils.murmur2(issue.toString().getBytes())) % PARTITIONS;
    }
}
