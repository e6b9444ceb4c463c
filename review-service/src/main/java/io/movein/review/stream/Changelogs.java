package io.movein.review.stream;

import static io.movein.runtime.KafkaAnswers.answer;

import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import io.movein.review.state.Pool;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Reservation;
import io.movein.review.state.Tenant;
import io.movein.runtime.KafkaSettings;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The topics that hold the state, written from outside while no review runs. The one of the schemas is made last, when everything
 * is written: whoever dies on the way leaves a state that is not whole, and with which no review starts.
 */
final class Changelogs {
    private static final String LAST = StoredPlatform.changelog(StoredPlatform.SCHEMAS);

    private final KafkaSettings settings;
    private final StateSerdes serdes = new StateSerdes();

    Changelogs(KafkaSettings settings) {
        this.settings = settings;
    }

    /** @throws IllegalStateException if a record cannot be written; what was written before is no state yet */
    void write(Stream<SpecificRecord> records, Admin admin) throws ExecutionException, InterruptedException {
        create(all().filter(topic -> !topic.equals(LAST)).toList(), admin);
        var failure = new AtomicReference<Exception>();
        try (var producer = new KafkaProducer<>(producerConfig(), new StringSerializer(), new ByteArraySerializer())) {
            records.takeWhile(_ -> failure.get() == null).map(this::entry).forEach(entry -> {
                var _ = producer.send(entry, (_, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    }
                });
            });
            producer.flush();
        }
        if (failure.get() != null) {
            throw new IllegalStateException(
                    "a record of the state cannot be written to Kafka at " + settings + ": " + failure.get()
                            + " (expected all to be written). Mend that, delete "
                            + String.join(", ", StoredPlatform.changelogs()) + ", and rebuild the state again",
                    failure.get());
        }
        create(List.of(LAST), admin);
    }

    /** Deletes them, and returns when they are gone. */
    void drop(Admin admin) throws ExecutionException, InterruptedException {
        var there = answer(admin.listTopics().names());
        answer(admin.deleteTopics(all().filter(there::contains).toList()).all());
        while (answer(admin.listTopics().names()).stream().anyMatch(all().toList()::contains)) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** With those that are made where they are missing. */
    private static Stream<String> all() {
        return Stream.concat(
                StoredPlatform.changelogs().stream(), Stream.of(StoredPlatform.changelog(StoredPlatform.PLANS)));
    }

    /** As Kafka Streams would make them. */
    private static void create(Collection<String> topics, Admin admin) throws ExecutionException, InterruptedException {
        var there = answer(admin.listTopics().names());
        var replicas =
                (short) Math.min(3, answer(admin.describeCluster().nodes()).size());
        answer(admin.createTopics(topics.stream()
                        .filter(topic -> !there.contains(topic))
                        .map(topic -> new NewTopic(topic, 1, replicas)
                                .configs(Map.of(
                                        "cleanup.policy",
                                        "compact",
                                        "message.timestamp.type",
                                        "LogAppendTime",
                                        "min.insync.replicas",
                                        Integer.toString(Math.max(1, replicas - 1)))))
                        .toList())
                .all());
        awaitKnown(topics, admin);
    }

    /** Topics are made before the broker that is asked next knows of them. */
    private static void awaitKnown(Collection<String> topics, Admin admin)
            throws ExecutionException, InterruptedException {
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answer(admin.listTopics().names()).containsAll(topics)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("Kafka made " + topics + " and does not list them after 30 s");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private Map<String, Object> producerConfig() {
        var config = settings.client();
        config.put("acks", "all");
        return config;
    }

    private ProducerRecord<String, byte[]> entry(SpecificRecord record) {
        return switch (record) {
            case Migration it -> entry(StoredPlatform.storeOf(it), it.getId(), Migration.class, it);
            case MigrationPlan it -> entry(StoredPlatform.PLANS, it.getId(), MigrationPlan.class, it);
            case Tenant it -> entry(StoredPlatform.TENANTS, it.getNamespace(), Tenant.class, it);
            case QueuedRun it -> entry(StoredPlatform.QUEUE, StoredPlatform.key(it.getPlace()), QueuedRun.class, it);
            case Reservation it -> entry(StoredPlatform.RESERVATIONS, it.getNamespace(), Reservation.class, it);
            case Pool it -> entry(StoredPlatform.POOL, StoredPlatform.POOL, Pool.class, it);
            default -> throw new IllegalArgumentException(record.getSchema() + " is no state");
        };
    }

    private <T extends SpecificRecord> ProducerRecord<String, byte[]> entry(
            String store, String key, Class<T> type, T value) {
        var topic = StoredPlatform.changelog(store);
        return new ProducerRecord<>(topic, key, serdes.serde(type).serializer().serialize(topic, value));
    }
}
