package io.movein.review.stream;

import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.command.RequestMigration;
import io.movein.command.ShowStatus;
import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Revision;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.UnreadableRecordException;
import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import io.movein.review.Given;
import io.movein.review.lifecycle.Deadlines;
import io.movein.review.platform.FactsSource;
import io.movein.review.platform.Question;
import io.movein.review.policy.PolicySettings;
import io.movein.runtime.Kafka;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Topics;
import io.movein.runtime.Waiting;
import io.movein.testkit.KafkaForTests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One review takes another's place: a newer version during an upgrade, or any after a death. */
class TakeOverIT {
    private static final String MIGRATION = "acme/infra#17";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaForTests broker = KafkaForTests.start();
    private final KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
    private final Codec codec = new Codec();
    private final List<ReviewStream> reviews = new ArrayList<>();
    private final List<Message<?>> events = new ArrayList<>();
    private KafkaProducer<String, byte[]> producer;
    private KafkaConsumer<String, byte[]> consumer;

    @TempDir
    Path folder;

    @BeforeEach
    void afresh() throws Exception {
        broker.removeTopics();
        Topics.ensure(broker.bootstrapServers());
        producer = new KafkaProducer<>(kafka.client(), new StringSerializer(), new ByteArraySerializer());
        var config = kafka.client();
        config.putAll(Map.of("isolation.level", "read_committed", "auto.offset.reset", "earliest", "group.id", "it"));
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topic.EVENTS.topicName()));
    }

    @AfterEach
    void stop() {
        reviews.forEach(ReviewStream::stop);
        producer.close();
        consumer.close();
    }

    @Test
    void whatAnOldReviewCannotReadWaitsForTheNewOneAndItsNeighboursGoOn() throws Exception {
        var newer = newer(ShowStatus.getClassSchema());
        var old = review("old", codec);
        say(MIGRATION, "request:1", request(MIGRATION));
        var _ = producer.send(ofTomorrow(newer, "comment:1"));
        say(MIGRATION, "comment:2", new ShowStatus(MIGRATION, OWNER, "u"));
        say("acme/infra#18", "request:1", request("acme/infra#18"));
        await(() -> has("acme/infra#18", "MigrationRequested"));

        assertThat(old.waiting()).extracting(Waiting::what).contains(MIGRATION);
        assertThat(has(MIGRATION, "StatusShown")).isFalse();

        review("new", Codec.thatKnows(newer));
        old.stop();

        await(() -> events(MIGRATION).stream().filter("StatusShown"::equals).count() == 2);
        assertThat(shown()).containsExactly("comment:1", "comment:2");
        assertThat(events.stream()
                        .filter(message -> message.migration().toString().equals(MIGRATION))
                        .map(Message::id))
                .doesNotHaveDuplicates();
    }

    @Test
    void whoeverTakesOverEndsTheTransactionOfTheDeadOneAtOnce() throws Exception {
        var first = review("first", codec);
        say("acme/infra#18", "request:1", request("acme/infra#18"));
        await(() -> has("acme/infra#18", "ReviewCompleted"));
        first.stop();
        say(MIGRATION, "request:1", request(MIGRATION));
        var dead = dead();
        try {
            review("next", codec);

            await(() -> has(MIGRATION, "MigrationRequested"));
        } finally {
            dead.close(Duration.ZERO);
        }
    }

    /** A review that died between a decision and its commit: the broker would wait for it longer than this test does. */
    private KafkaProducer<String, byte[]> dead() throws Exception {
        var config = kafka.client();
        config.put("transactional.id", ReviewTopology.GROUP + "-of-the-dead-1");
        config.put("transaction.timeout.ms", 600_000);
        var writer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        writer.initTransactions();
        writer.beginTransaction();
        writer.send(new ProducerRecord<>(Topic.EVENTS.topicName(), MIGRATION, new byte[] {1, 2, 3}))
                .get();
        writer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(Topic.COMMANDS.topicName(), 0), new OffsetAndMetadata(1)),
                member(ReviewTopology.GROUP));
        return writer;
    }

    /** Nobody of the group in particular, as only the id matters to whoever has left it. */
    private ConsumerGroupMetadata member(String group) {
        var config = kafka.client();
        config.put("group.id", group);
        try (var nobody = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            return nobody.groupMetadata();
        }
    }

    private ReviewStream review(String name, Codec codec) {
        var review = new ReviewStream(
                new Kafka(kafka, new SimpleMeterRegistry()),
                new StreamSettings(
                        Duration.ofMillis(20),
                        Optional.of(folder.resolve(name)),
                        Duration.ofDays(400),
                        Deadlines.USUAL),
                PolicySettings.STRICT,
                new SomeFacts(),
                codec);
        reviews.add(review);
        review.start();
        return review;
    }

    private static final class SomeFacts implements FactsSource {
        @Override
        public Facts gather(Question question) {
            return Given.someFacts().build();
        }

        @Override
        public PoolFacts pool() {
            return Given.aPool(Given.resources(64_000, 256 * Given.GIB, 0));
        }
    }

    /** As the next version may have it: with another field. */
    private static Schema newer(Schema today) {
        var fields = new ArrayList<Schema.Field>();
        today.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field("mood", Schema.create(Schema.Type.STRING), "of tomorrow", "calm"));
        return Schema.createRecord(today.getName(), today.getDoc(), today.getNamespace(), false, fields);
    }

    private ProducerRecord<String, byte[]> ofTomorrow(Schema schema, String id) throws IOException {
        var today = new ShowStatus(MIGRATION, OWNER, "u");
        var record = new GenericData.Record(schema);
        today.getSchema().getFields().forEach(field -> record.put(field.name(), today.get(field.pos())));
        record.put("mood", "curious");
        var value = new BinaryMessageEncoder<>(GenericData.get(), schema).encode(record);
        var bytes = new byte[value.remaining()];
        value.get(bytes);
        var like = codec.encode(Topic.COMMANDS, message(MIGRATION, id, today));
        return new ProducerRecord<>(like.topic(), null, null, like.key(), bytes, like.headers());
    }

    private static RequestMigration request(String migration) {
        var request = aRequest().build();
        return RequestMigration.newBuilder()
                .setMigration(migration)
                .setActor(OWNER)
                .setTitle("Move the media")
                .setRevision(Revision.of(request))
                .setRequest(request)
                .setOnboarding(anOnboardingIssue().build())
                .setUpdatedAt(Instant.now())
                .build();
    }

    private void say(String migration, String id, SpecificRecord body) {
        var _ = producer.send(codec.encode(Topic.COMMANDS, message(migration, id, body)));
    }

    private static Message<?> message(String migration, String id, SpecificRecord body) {
        return new Message<>(id, "/test", MigrationId.parse(migration), Instant.now(), Traceparent.begin(), body);
    }

    private boolean has(String migration, String event) {
        return events(migration).contains(event);
    }

    private List<String> events(String migration) {
        consumer.poll(Duration.ofMillis(50)).forEach(record -> {
            try {
                events.add(codec.decode(record));
            } catch (UnreadableRecordException e) {
                throw new AssertionError(e);
            }
        });
        return events.stream()
                .filter(message -> message.migration().toString().equals(migration))
                .map(message -> message.body().getSchema().getName())
                .toList();
    }

    private List<String> shown() {
        return events.stream()
                .map(Message::body)
                .filter(io.movein.event.StatusShown.class::isInstance)
                .map(body -> ((io.movein.event.StatusShown) body).getCommand())
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
        }
    }
}
