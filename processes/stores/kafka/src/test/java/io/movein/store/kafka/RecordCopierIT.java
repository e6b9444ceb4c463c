package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecordCopierIT extends AMoveOfTopics {

    private static final int RECORDS = 12_000;
    /** As many as a consumer gives at once. */
    private static final int PIECE = 2_000;

    /** Sees of the target what it has open. */
    private final class Watched implements RecordCopier.Pacing {

        private final long ahead;
        private long told;

        Watched(long ahead) {
            this.ahead = ahead;
        }

        @Override
        public void bytes(long number) {
            told += number;
            assertThat(open()).isEmpty();
        }

        @Override
        public long ahead() {
            return ahead;
        }
    }

    private List<String> open() {
        return clusters.there.listTransactions().all().toCompletionStage().toCompletableFuture().join().stream()
                .filter(one -> one.state() == TransactionState.ONGOING)
                .map(TransactionListing::transactionalId)
                .toList();
    }

    private TenantTopics written() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, RECORDS);
        return clusters.made("orders");
    }

    private static long position(RecordCopier copier) {
        return copier.positions().getOrDefault(new TopicPartition("orders", 0), 0L);
    }

    @Test
    void tellsItsPaceOfAllThatItReadAndOnlyWhileNoTransactionIsOpen() throws Exception {
        var pacing = new Watched(Long.MAX_VALUE);
        try (var copier = written().copier()) {
            while (position(copier) < RECORDS) {
                copier.step(pacing);
            }
            clusters.write("orders", 0, RECORDS, RECORDS + 1);
            while (position(copier) < RECORDS + 1) {
                copier.step(pacing);
            }
        }

        assertThat(Clusters.read(clusters.target, "acme.orders", 0, 0)).hasSize(RECORDS / 2 + 1);
        assertThat(pacing.told)
                .isEqualTo(Clusters.read(clusters.source, "orders", 0, 0).stream()
                        .mapToLong(record -> record.serializedKeySize() + record.serializedValueSize())
                        .sum());
    }

    @Test
    void endsATransactionWhereItsPaceIsToBeToldFirst() throws Exception {
        var pacing = new Watched(0);
        try (var copier = written().copier()) {
            while (position(copier) < RECORDS) {
                assertThat(copier.step(pacing)).isLessThanOrEqualTo(PIECE);
            }
        }

        assertThat(Clusters.read(clusters.target, "acme.orders", 0, 0)).hasSize(RECORDS / 2);
    }
}
