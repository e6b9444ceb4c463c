package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A test of topics that move from one cluster to another. */
@Timeout(240)
abstract class AMoveOfTopics {

    @TempDir
    Path folder;

    Clusters clusters;

    @BeforeEach
    void start() {
        clusters = new Clusters(folder);
    }

    @AfterEach
    void stop() throws Exception {
        clusters.close();
    }

    static TenantTopics copied(TenantTopics plan) throws Exception {
        try (var copier = plan.copier()) {
            Clusters.copyAll(plan, copier);
        }
        return plan;
    }

    void isEqual(TenantTopics plan) throws Exception {
        isEqual(plan, plan.ends());
    }

    void isEqual(TenantTopics plan, Map<String, Long> ends) throws Exception {
        for (var topic : plan.topics()) {
            for (var compared : plan.compare(topic, ends)) {
                assertThat(compared.difference()).isEmpty();
                assertThat(compared.target()).isEqualTo(compared.source());
                assertThat(compared.targetSum()).isEqualTo(compared.sourceSum());
                assertThat(compared.mapped()).isEqualTo(compared.end());
            }
        }
    }

    /** For each position that a group could have: its next record at the target is the one that would have been its next. */
    void carriesEveryPositionOver(TenantTopics plan, String topic, int partition) throws Exception {
        var from = Clusters.tenants(Clusters.read(clusters.source, topic, partition, begin(topic, partition)));
        carriesEveryPositionOver(plan, topic, partition, from);
    }

    void carriesEveryPositionOver(
            TenantTopics plan, String topic, int partition, List<ConsumerRecord<byte[], byte[]>> from)
            throws Exception {
        var to = Clusters.read(clusters.target, "acme." + topic, partition, 0);
        var map = new OffsetMap(plan.facts(), Clusters.moved(topic), partition);
        var end = plan.ends().getOrDefault(topic + "-" + partition, 0L);
        for (var position = 0L; position <= end; position++) {
            var at = position;
            var wanted = from.stream()
                    .filter(record -> record.offset() >= at)
                    .findFirst()
                    .map(Clusters::words);
            var next = map.next(at);
            var found = to.stream()
                    .filter(record -> next.isPresent() && record.offset() >= next.getAsLong())
                    .findFirst()
                    .map(Clusters::words);
            assertThat(found)
                    .as("the next of %s-%d after %d", topic, partition, at)
                    .isEqualTo(wanted);
        }
    }

    private long begin(String topic, int partition) throws Exception {
        var at = new TopicPartition(topic, partition);
        var begins = clusters.here
                .listOffsets(Map.of(at, OffsetSpec.earliest()))
                .all()
                .get();
        return Objects.requireNonNull(begins.get(at)).offset();
    }
}
