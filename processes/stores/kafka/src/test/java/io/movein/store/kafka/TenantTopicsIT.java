package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.lease.Fenced;
import io.movein.store.kafka.GroupOffsets.Watched;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TenantTopicsIT extends AMoveOfTopics {

    @Test
    void copiesTheTenantsRecordsInOrderWithKeysHeadersAndTimes() throws Exception {
        Clusters.make(clusters.here, "orders", 2, Map.of());
        clusters.write("orders", 0, 0, 100);
        clusters.write("orders", 1, 100, 150);

        var plan = copied(clusters.made("orders"));

        for (var partition : List.of(0, 1)) {
            var from = Clusters.tenants(Clusters.read(clusters.source, "orders", partition, 0));
            var to = Clusters.read(clusters.target, "acme.orders", partition, 0);
            assertThat(to.stream().map(Clusters::words))
                    .isEqualTo(from.stream().map(Clusters::words).toList());
            carriesEveryPositionOver(plan, "orders", partition);
        }
        isEqual(plan);
    }

    @Test
    void comparesUpToTheAgreedPositionWhileOthersWriteOn() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 10);
        var plan = clusters.made("orders");
        var agreed = plan.ends();
        clusters.write("orders", 0, 11, 12);

        copied(plan);

        clusters.write("orders", 0, 13, 14);
        isEqual(plan, agreed);
    }

    @Test
    void copiesNothingOfATransactionThatWasAborted() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        try (var producer = clusters.producer(Map.of("transactional.id", "shop"))) {
            producer.initTransactions();
            for (var i = 0; i < 12; i++) {
                producer.beginTransaction();
                for (var j = 0; j < 3; j++) {
                    var _ = producer.send(clusters.record("orders", 0, (j == 1 ? "other:" : "acme:") + i, i + "." + j));
                }
                if (i % 3 == 2) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }

        var plan = copied(clusters.made("orders"));

        assertThat(Clusters.read(clusters.target, "acme.orders", 0, 0)).hasSize(16);
        carriesEveryPositionOver(plan, "orders", 0);
        isEqual(plan);
    }

    @Test
    void beginsWithTheFirstThatIsLeftOfATrimmedTopicAndIsDoneWithAnEmptyOne() throws Exception {
        Clusters.make(clusters.here, "trimmed", 1, Map.of());
        Clusters.make(clusters.here, "empty", 1, Map.of());
        clusters.write("trimmed", 0, 0, 20);
        clusters.trim("trimmed", 0, 7);
        clusters.commit("workers", "empty", 0, 0);
        clusters.commit("workers", "trimmed", 0, 3);

        var plan = copied(clusters.made("trimmed", "empty"));
        carriesEveryPositionOver(plan, "trimmed", 0);
        carriesEveryPositionOver(plan, "empty", 0);
        isEqual(plan);

        assertThat(new GroupOffsets(plan).carryOver()).isEqualTo(2);
        assertThat(committed()).containsOnly(Map.entry("acme.empty-0", 0L), Map.entry("acme.trimmed-0", 0L));
        new GroupOffsets(plan).withdraw();
        assertThat(committed()).isEmpty();
    }

    @Test
    void looksWhetherAGroupIsStillWhereItWasCarriedTo() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 20);
        clusters.commit("workers", "orders", 0, 10);
        var plan = copied(clusters.made("orders"));
        new GroupOffsets(plan).carryOver();
        assertThat(new GroupOffsets(plan).check()).containsExactly(new GroupPosition("workers in acme.orders-0", 5, 5));

        commitAtTheTarget(7);
        assertThat(new GroupOffsets(plan).check()).allMatch(GroupPosition::isKept);

        commitAtTheTarget(4);
        assertThat(new GroupOffsets(plan).check()).noneMatch(GroupPosition::isKept);
    }

    @Test
    void setsAgainWhatHasGoneUntilTheGroupHasJoined() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 20);
        clusters.commit("workers", "orders", 0, 10);
        var plan = copied(clusters.made("orders"));
        new GroupOffsets(plan).carryOver();
        assertThat(new GroupOffsets(plan).watch()).isEqualTo(new Watched(List.of("workers"), List.of()));

        expire();
        assertThat(new GroupOffsets(plan).watch())
                .isEqualTo(new Watched(List.of("workers"), List.of("workers in acme.orders-0")));
        assertThat(committed()).containsExactly(Map.entry("acme.orders-0", 5L));

        commitAtTheTarget(7);
        assertThat(new GroupOffsets(plan).watch()).isEqualTo(new Watched(List.of(), List.of()));

        expire();
        assertThat(new GroupOffsets(plan).watch()).isEqualTo(new Watched(List.of(), List.of()));
        assertThat(committed()).isEmpty();
    }

    private void expire() throws Exception {
        clusters.there.deleteConsumerGroups(List.of("workers")).all().get();
    }

    private void commitAtTheTarget(long offset) throws Exception {
        try (var admin = clusters.target.admin()) {
            admin.commit("workers", Map.of(new TopicPartition("acme.orders", 0), new OffsetAndMetadata(offset)));
        }
    }

    private Map<String, Long> committed() throws Exception {
        try (var admin = clusters.target.admin()) {
            return admin.committed("workers").entrySet().stream()
                    .collect(Collectors.toMap(
                            at -> at.getKey().toString(), at -> at.getValue().offset()));
        }
    }

    @Test
    void goesOnWhereTheTargetIsWhoeverTookOverAndWhatTheJournalClaims() throws Exception {
        Clusters.make(clusters.here, "orders", 3, Map.of());
        var random = new Random(13);
        var plan = clusters.made("orders");
        for (var round = 0; round < 8; round++) {
            for (var partition = 0; partition < 3; partition++) {
                clusters.write("orders", partition, round * 40, round * 40 + random.nextInt(40));
            }
            clusters.reopenJournal();
            plan = clusters.made("orders");
            var abandoned = plan.copier();
            var steps = random.nextInt(3);
            for (var i = 0; i < steps; i++) {
                abandoned.step(_ -> {});
            }
            // as after a kill between the journal and the end of the transaction
            var position = abandoned.positions().getOrDefault(new TopicPartition("orders", 0), 0L);
            var map = new OffsetMap(plan.facts(), Clusters.moved("orders"), 0);
            plan.facts()
                    .put(
                            map.name(position),
                            Segment.of(position, position + 5, List.of(position + 1), 999)
                                    .text());
            try (var next = plan.copier()) {
                next.step(_ -> {});
                clusters.write("orders", 1, 1000, 1001);
                assertThatThrownBy(() -> {
                            while (true) {
                                abandoned.hurry();
                                abandoned.step(_ -> {});
                            }
                        })
                        .isInstanceOf(Fenced.class);
            } finally {
                abandoned.close();
            }
        }

        copied(plan);

        isEqual(plan);
        for (var partition = 0; partition < 3; partition++) {
            carriesEveryPositionOver(plan, "orders", partition);
        }
    }

    @Test
    void copiesATopicAnewIfTheJournalHasLostWhatTheTargetHas() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 10);
        var plan = copied(clusters.made("orders"));
        new OffsetMap(plan.facts(), Clusters.moved("orders"), 0).forget();

        copied(clusters.made("orders"));

        assertThat(Clusters.read(clusters.target, "acme.orders", 0, 0)).hasSize(5);
        isEqual(plan);
    }

    @Test
    void endsWhereRecordsWereRemovedBeforeTheyWereCopied() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 10);
        var plan = copied(clusters.made("orders"));
        clusters.write("orders", 0, 10, 20);
        clusters.trim("orders", 0, 15);

        try (var copier = plan.copier()) {
            assertThatThrownBy(() -> Clusters.copyAll(plan, copier))
                    .hasMessageContaining("orders-0: 10, the first that is left is 15");
        }
    }

    @Test
    void isHeldByAnOpenTransactionOnlyInWhatComesAfterIt() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 10);
        var plan = clusters.made("orders");
        try (var open = clusters.producer(Map.of("transactional.id", "slow"));
                var copier = plan.copier()) {
            open.initTransactions();
            open.beginTransaction();
            open.send(clusters.record("orders", 0, "acme:open", "open")).get();
            clusters.write("orders", 0, 10, 20);
            copier.hurry();
            while (copier.positions().getOrDefault(new TopicPartition("orders", 0), 0L) < 10) {
                copier.step(_ -> {});
            }
            assertThat(TenantTopics.missing(copier, plan.ends())).isEqualTo(Map.of("orders-0", 11L));

            open.commitTransaction();
            Clusters.copyAll(plan, copier);
        }
        isEqual(plan);
        assertThat(Clusters.read(clusters.target, "acme.orders", 0, 0)).hasSize(11);
    }

    @Test
    void doesNotGuessWhoseARecordIs() throws Exception {
        Clusters.make(clusters.here, "orders", 1, Map.of());
        clusters.write("orders", 0, 0, 1);
        var plan = clusters.plan(
                new MovedTopic("orders", "acme.orders", RecordSelection.Field.of("/tenant", "acme"), Map.of()));
        new DedicatedTopics(plan).make();
        try (var copier = plan.copier()) {
            assertThatThrownBy(() -> Clusters.copyAll(plan, copier))
                    .hasMessageContaining("orders-0: nobody can tell whether the record at 0 is the tenant's");
        }
    }
}
