package io.movein.review.stream;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.command.ApproveMigration;
import io.movein.command.RequestMigration;
import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.Revision;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.PoolFacts;
import io.movein.review.Given;
import io.movein.review.platform.FactsSource;
import io.movein.review.platform.FactsUnavailableException;
import io.movein.review.platform.Question;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole topology in memory, with facts that a test gives. */
abstract class AReviewStream {
    /** Not the folder that another build on this machine would use as well. */
    @TempDir
    static Path state;

    static final String MIGRATION = "acme/infra#17";
    final Codec codec = new Codec();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<Letter> letters = new ArrayList<>();
    final Shared shared = new Shared(
            new ReviewMeters(registry),
            (record, reason) -> letters.add(new Letter(record, reason)),
            Duration.ofDays(400),
            _ -> Optional.empty(),
            codec);
    final FakeFacts source = new FakeFacts();
    final TopologyTestDriver driver = TestedStream.start(source, shared, state);

    /** A record that was put aside. */
    record Letter(ConsumerRecord<String, byte[]> record, String reason) {}

    /** Facts that a test can withhold, and the questions that were asked. */
    static final class FakeFacts implements FactsSource {
        final List<Question> questions = new ArrayList<>();
        int outages = 0;
        UnaryOperator<Facts.Builder> change = facts -> facts;

        boolean broken = false;

        @Nullable
        Error error;

        @Override
        public Facts gather(Question question) throws FactsUnavailableException {
            questions.add(question);
            if (error != null) {
                throw error;
            }
            if (broken) {
                throw new ClassCastException("JsonNull cannot be cast to JsonArray");
            }
            if (outages-- > 0) {
                throw new FactsUnavailableException("down", new RuntimeException());
            }
            return change.apply(Given.someFacts()).build();
        }

        @Override
        public PoolFacts pool() {
            return Given.aPool(Given.resources(64_000, 256 * Given.GIB, 0));
        }
    }

    @AfterEach
    void close() {
        driver.close();
    }

    void other(String migration) {
        source.change = facts -> facts.setTenantNamespaces(List.of("other"))
                .setTenant(Given.aTenant().setNamespace("other").build())
                .setPool(Given.aPool(Given.resources(1_200, 32 * Given.GIB, 0)));
        var request = request(aRequest().build());
        hears(
                Topic.COMMANDS,
                "request:2",
                RequestMigration.newBuilder(request).setMigration(migration).build());
        aMomentLater();
        hears(
                Topic.COMMANDS,
                "labeled:2",
                ApproveMigration.newBuilder(approval()).setMigration(migration).build());
        aMomentLater();
    }

    static RequestMigration request(MigrationRequest request) {
        return RequestMigration.newBuilder()
                .setMigration(MIGRATION)
                .setActor(OWNER)
                .setTitle("Move the media")
                .setRevision(Revision.of(request))
                .setRequest(request)
                .setOnboarding(anOnboardingIssue().build())
                .setUpdatedAt(NOON)
                .build();
    }

    static ApproveMigration approval() {
        return ApproveMigration.newBuilder()
                .setMigration(MIGRATION)
                .setActor(OPERATOR)
                .setRevision(Revision.of(aRequest().build()))
                .setRun(1)
                .setOnboarding(anOnboardingIssue().build())
                .setAt(NOON)
                .build();
    }

    void aMomentLater() {
        driver.advanceWallClockTime(Duration.ofMillis(10));
    }

    void hears(Topic topic, String id, SpecificRecord body) {
        hears(topic, id, body, Traceparent.begin());
    }

    void hears(Topic topic, String id, SpecificRecord body, Traceparent trace) {
        TestedStream.hears(driver, codec, topic, id, body, trace);
    }

    TestInputTopic<String, byte[]> input(Topic topic) {
        return TestedStream.input(driver, topic);
    }

    List<? extends Message<?>> sent(Topic topic) {
        return records(topic).stream()
                .map(record -> {
                    try {
                        return codec.decode(record.headers(), record.value());
                    } catch (io.movein.contract.UnreadableRecordException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    List<TestRecord<String, byte[]>> records(Topic topic) {
        return TestedStream.records(driver, topic);
    }
}
