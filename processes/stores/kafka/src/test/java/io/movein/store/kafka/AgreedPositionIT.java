package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.kafka.TenantTopics.Agreed;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Records compared at one position of both sides, while more are written and copied. */
class AgreedPositionIT extends AMoveOfTopics {

    private static PartitionComparison compared(TenantTopics plan, Agreed agreed) throws Exception {
        return plan.compare(plan.topics().getFirst(), agreed).getFirst();
    }

    @Test
    void leavesOutWhatWasWrittenAndCopiedAfterIt() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 100);
        var plan = clusters.made("orders");
        try (var copier = plan.copier()) {
            Clusters.copyAll(plan, copier);
            var ends = plan.ends();
            var agreed = plan.agree(copier);
            clusters.write("orders", 0, 100, 150);
            Clusters.copyAll(plan, copier);

            var earlier = compared(plan, agreed);
            var later = compared(plan, plan.agree(copier));

            assertThat(agreed.source()).isEqualTo(ends);
            assertThat(List.of(earlier, later)).allSatisfy(one -> {
                assertThat(one.difference()).isEmpty();
                assertThat(one.targetSum()).isEqualTo(one.sourceSum());
                assertThat(one.target()).isEqualTo(one.source());
                assertThat(one.mapped()).isEqualTo(one.end());
            });
            assertThat(earlier.end()).isEqualTo(ends.get("orders-0"));
            assertThat(earlier.source())
                    .isEqualTo(Clusters.tenants(Clusters.read(clusters.source, "orders", 0, 0)).stream()
                            .filter(record -> record.offset() < earlier.end())
                            .count())
                    .isLessThan(later.source());
        }
    }

    @Test
    void tellsOfARecordThatSomebodyElseHasWritten() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 10);
        var plan = clusters.made("orders");
        try (var copier = plan.copier()) {
            Clusters.copyAll(plan, copier);
            var before = plan.agree(copier);
            try (var producer = new KafkaProducer<>(
                    Map.<String, Object>of("bootstrap.servers", plan.target().bootstrap()),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.send(new ProducerRecord<>("acme.orders", 0, "acme:9", "of somebody else"))
                        .get();
            }

            assertThat(compared(plan, before).difference()).isEmpty();
            assertThat(compared(plan, plan.agree(copier)).difference()).contains("that was not copied");
        }
    }
}
