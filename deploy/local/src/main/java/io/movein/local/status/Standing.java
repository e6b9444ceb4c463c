package io.movein.local.status;

import io.movein.contract.Codec;
import io.movein.contract.QueueOrder;
import io.movein.contract.Topic;
import io.movein.contract.UnknownSchemaException;
import io.movein.contract.UnreadableRecordException;
import io.movein.contract.plan.PlanStages;
import io.movein.local.stack.Trouble;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.Progress;
import io.movein.model.Run;
import io.movein.plan.PlanSnapshot;
import io.movein.progress.RunProgress;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.TopicPartitions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * All migrations and plans as they stand, from {@code movein.migrations} and {@code movein.plans}, and how far the processes are, from
 * the last hour of {@code movein.progress}. Read without a consumer group, up to what is the end of the topics at the start.
 */
final class Standing {
    private static final Duration POLL = Duration.ofMillis(100);
    /** For as long Kafka may say nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Codec codec;
    private final Map<String, MigrationSnapshot> migrations = new HashMap<>();
    private final Map<String, PlanSnapshot> plans = new HashMap<>();
    private final Map<String, RunProgress> progress = new HashMap<>();
    private final Set<String> newer = new TreeSet<>();

    Standing(Codec codec) {
        this.codec = codec;
    }

    /** @throws Trouble if Kafka does not answer, or refuses */
    static Standing read(KafkaSettings kafka) {
        return read(kafka, PATIENCE);
    }

    static Standing read(KafkaSettings kafka, Duration patience) {
        var config = kafka.client();
        config.putAll(
                Map.of("isolation.level", "read_committed", "enable.auto.commit", false, "default.api.timeout.ms", (int)
                        patience.toMillis()));
        var standing = new Standing(Kafka.codecOf(kafka));
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            standing.read(consumer, patience);
        } catch (KafkaException e) {
            throw new Trouble("Kafka at " + kafka + " cannot be read: " + e.getMessage(), e);
        }
        return standing;
    }

    /** @throws TimeoutException if it hears nothing for so long */
    void read(Consumer<String, byte[]> consumer, Duration patience) {
        var ends = consumer.endOffsets(TopicPartitions.assignTable(consumer));
        var heard = System.nanoTime();
        while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            var records = consumer.poll(POLL);
            records.forEach(this::put);
            if (!records.isEmpty()) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > patience.toNanos()) {
                throw new TimeoutException("it has said nothing more for " + patience.toSeconds() + " s");
            }
        }
    }

    void put(ConsumerRecord<String, byte[]> record) {
        var isPlan = record.topic().equals(Topic.PLANS.topicName());
        var isSnapshot = isPlan || record.topic().equals(Topic.MIGRATIONS.topicName());
        if (isSnapshot) {
            newer.remove(record.key());
        }
        if (record.value() == null) {
            (isPlan ? plans : migrations).remove(record.key());
            return;
        }
        try {
            switch (codec.decode(record).body()) {
                case RunProgress told -> put(told);
                case MigrationSnapshot snapshot -> put(snapshot);
                case PlanSnapshot snapshot -> put(snapshot);
                default -> {} // nothing that is shown
            }
        } catch (UnknownSchemaException e) {
            if (isSnapshot) {
                newer.add(record.key());
            }
        } catch (UnreadableRecordException e) {
            // it never was a migration or a plan
        }
    }

    void put(MigrationSnapshot snapshot) {
        migrations.put(snapshot.getMigration(), snapshot);
    }

    void put(PlanSnapshot snapshot) {
        plans.put(snapshot.getMigration(), snapshot);
    }

    void put(RunProgress told) {
        progress.put(told.getMigration(), told);
    }

    /** Migrations and plans whose newest record this version cannot read: they are shown as they were before, if at all. */
    Set<String> newer() {
        return newer;
    }

    Optional<MigrationSnapshot> migration(String id) {
        return Optional.ofNullable(migrations.get(id));
    }

    Optional<PlanSnapshot> plan(String id) {
        return Optional.ofNullable(plans.get(id));
    }

    /** Plans whose gate an operator can open, the one that has waited longest at the top. */
    List<PlanSnapshot> asking() {
        return plans.values().stream()
                .filter(it -> PlanStages.waitsForOperator(it.getStatus()).isPresent())
                .sorted(Comparator.comparing(it -> PlanStages.waitsForOperator(it.getStatus())
                        .orElseThrow()
                        .getSince()))
                .toList();
    }

    /** Those that are approved and wait, in their order. */
    List<MigrationSnapshot> queue() {
        return migrations.values().stream()
                .filter(it -> QueueOrder.of(it).isPresent())
                .sorted(Comparator.comparing(it -> QueueOrder.of(it).orElseThrow()))
                .toList();
    }

    /** Those that have an active run, the one that was ordered first at the top. */
    List<MigrationSnapshot> active() {
        return migrations.values().stream()
                .filter(it -> activeRun(it).isPresent())
                .sorted(Comparator.comparing(it -> activeRun(it).orElseThrow().getOrderedAt()))
                .toList();
    }

    static Optional<Run> activeRun(MigrationSnapshot snapshot) {
        var runs = snapshot.getStatus().getRuns();
        return runs.isEmpty() || runs.getLast().getResult() != null ? Optional.empty() : Optional.of(runs.getLast());
    }

    /** The newest that is known of the active run. */
    Optional<Progress> progress(MigrationSnapshot snapshot) {
        var told = progress.get(snapshot.getMigration());
        return activeRun(snapshot)
                .flatMap(run ->
                        told != null && told.getRun() == run.getNumber() && told.getSequence() >= snapshot.getSequence()
                                ? Optional.of(told.getProgress())
                                : Optional.ofNullable(run.getProgress()));
    }
}
