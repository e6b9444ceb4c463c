package io.movein.review.stream;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.command.ApproveMigration;
import io.movein.command.RequestMigration;
import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.Revision;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.event.MigrationRequested;
import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.PoolFacts;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.report.RunFinished;
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
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewTopologyTest {
    /** Not the folder that another build on this machine would use as well. */
    @TempDir
    private static Path state;

    private static final String MIGRATION = "acme/infra#17";
    private final Codec codec = new Codec();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Shared shared = new Shared(new ReviewMeters(registry), Duration.ofDays(400), Optional::empty, codec);
    private final FakeFacts source = new FakeFacts();
    private final TopologyTestDriver driver = TestedStream.start(source, shared, state);

    /** Facts that a test can withhold, and the questions that were asked. */
    private static final class FakeFacts implements FactsSource {
        final List<Question> questions = new ArrayList<>();
        int outages = 0;
        UnaryOperator<Facts.Builder> change = facts -> facts;

        boolean broken = false;

        @Override
        public Facts gather(Question question) throws FactsUnavailableException {
            questions.add(question);
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

    @Test
    void sendsEventsAndOrdersWithTheirIds() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(Topic.COMMANDS, "labeled:1", approval());
        aMomentLater();

        assertThat(sent(Topic.EVENTS))
                .extracting(Message::id, message -> message.body().getSchema().getName())
                .containsExactly(
                        tuple("acme/infra#17/1", "MigrationRequested"),
                        tuple("acme/infra#17/2", "ReviewCompleted"),
                        tuple("acme/infra#17/3", "MigrationApproved"),
                        tuple("acme/infra#17/4", "RunOrdered"));
        assertThat(sent(Topic.RUN_ORDERS)).extracting(Message::id).containsExactly("acme/infra#17/run-1/launch");
    }

    @Test
    void asksForTheTenantAndTheHostsOfTheRequest() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));

        assertThat(source.questions).containsExactly(new Question(12, List.of("nas.old.example")));
    }

    @Test
    void goesOnWithTheTraceOfWhoeverCausedIt() {
        var trace = Traceparent.begin();
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()), trace);
        aMomentLater();

        assertThat(sent(Topic.EVENTS))
                .extracting(message -> message.trace().toString().substring(3, 35))
                .containsExactly(
                        trace.toString().substring(3, 35), trace.toString().substring(3, 35));
    }

    @Test
    void decidesNothingBeforeTheFactsAreThere() {
        source.outages = 3;

        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        assertThat(sent(Topic.EVENTS)).hasSize(1);
        aMomentLater();

        assertThat(sent(Topic.EVENTS)).hasSize(1);
        assertThat(source.questions).hasSize(4);
        assertThat(registry.counter("movein.facts.failures").count()).isEqualTo(3);
    }

    @Test
    void tellsAnAnswerThatNobodyCanMakeSenseOfInsteadOfAskingForEver() {
        source.broken = true;

        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();

        assertThat(source.questions).hasSize(3);
        assertThat(sent(Topic.EVENTS).getLast().body().toString()).contains("platform.facts-unusable", "JsonNull");
        assertThat(registry.counter("movein.facts.errors").count()).isEqualTo(1);
        source.broken = false;
        driver.advanceWallClockTime(Duration.ofSeconds(75));
        aMomentLater();
        assertThat(registry.get("movein.migrations")
                        .tag("state", "awaiting-approval")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void keepsClosedMigrationsOnDiskAndStillKnowsThem() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(
                Topic.COMMANDS,
                "comment:1",
                new io.movein.command.ChoosePlan(MIGRATION, OWNER, null, io.movein.model.Plan.ABANDON, "u"));

        assertThat(driver.getKeyValueStore("migrations").get(MIGRATION)).isNull();
        assertThat(driver.getKeyValueStore("closed").get(MIGRATION)).isNotNull();
        sent(Topic.EVENTS);
        hears(Topic.COMMANDS, "comment:2", new io.movein.command.ShowStatus(MIGRATION, OWNER, "u"));
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/5");
    }

    @Test
    void putsAsideARecordThatKilledTheStreamTwiceAndGoesOn() {
        var poison = new org.apache.kafka.streams.processor.api.RecordMetadata() {
            @Override
            public String topic() {
                return Topic.COMMANDS.topicName();
            }

            @Override
            public int partition() {
                return 0;
            }

            @Override
            public long offset() {
                return 0;
            }
        };
        for (int death = 0; death < Suspects.DEATHS; death++) {
            shared.suspects().begin(poison);
            shared.suspects().died(new IllegalStateException("poison"));
        }

        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        hears(Topic.COMMANDS, "request:2", request(aRequest().build()));

        assertThat(new String(letters()
                        .getFirst()
                        .headers()
                        .lastHeader("movein-reason")
                        .value()))
                .isEqualTo("the stream died on it 2 times");
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/1");
    }

    @Test
    void blamesNoRecordForABrokerThatIsAway() {
        shared.suspects()
                .died(new org.apache.kafka.streams.errors.StreamsException(
                        new org.apache.kafka.common.errors.TimeoutException("away")));

        assertThat(shared.suspects().isCareful()).isFalse();
    }

    @Test
    void takesARecordWithoutATime() {
        var record = new org.apache.kafka.clients.consumer.ConsumerRecord<Object, Object>("t", 0, 0, "k", "v");

        assertThat(new ArrivalTime().extract(record, -1)).isZero();
        assertThat(new ArrivalTime().extract(record, 7)).isEqualTo(7);
    }

    @Test
    void saysNothingToARecordThatComesTwice() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));

        assertThat(sent(Topic.EVENTS)).hasSize(1);
        assertThat(registry.counter("movein.decisions", "input", "RequestMigration", "outcome", "nothing")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void putsAsideWhatCannotBeReadAndGoesOn() {
        input(Topic.COMMANDS).pipeInput(new TestRecord<>(MIGRATION, new byte[] {1, 2, 3}, new RecordHeaders(), NOON));
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));

        var letter = letters().getFirst();
        assertThat(letter.value()).containsExactly(1, 2, 3);
        assertThat(new String(letter.headers().lastHeader("movein-topic").value()))
                .isEqualTo("movein.commands");
        assertThat(new String(letter.headers().lastHeader("movein-reason").value()))
                .startsWith("the value has 3 bytes");
        assertThat(sent(Topic.EVENTS)).hasSize(1);
    }

    @Test
    void putsAsideWhatNobodyShouldHaveWrittenThereAndGoesOn() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        var stray = (MigrationRequested) sent(Topic.EVENTS).getFirst().body();

        hears(Topic.COMMANDS, "stray", stray);
        hears(Topic.COMMANDS, "comment:1", new io.movein.command.ShowStatus(MIGRATION, OWNER, "u"));

        assertThat(new String(letters()
                        .getFirst()
                        .headers()
                        .lastHeader("movein-reason")
                        .value()))
                .contains("io.movein.event.MigrationRequested is no command");
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/2");
    }

    @Test
    void countsACommandForAMigrationThatNobodyRequested() {
        hears(Topic.COMMANDS, "labeled:1", approval());

        assertThat(registry.counter("movein.decisions", "input", "ApproveMigration", "outcome", "unknown-migration")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void countsMigrationsByState() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        assertThat(registry.get("movein.migrations")
                        .tag("state", "under-review")
                        .gauge()
                        .value())
                .isEqualTo(1);

        aMomentLater();
        assertThat(registry.get("movein.migrations")
                        .tag("state", "under-review")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("movein.migrations")
                        .tag("state", "awaiting-approval")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void looksAgainAtWhatFailedForACauseOutsideOfTheIssue() {
        source.change = facts ->
                facts.setTenant(Given.aTenant().setRegisteredSecrets(List.of()).build());
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        assertThat(registry.get("movein.migrations")
                        .tag("state", "needs-changes")
                        .gauge()
                        .value())
                .isEqualTo(1);

        source.change = facts -> facts;
        driver.advanceWallClockTime(Duration.ofSeconds(75));
        aMomentLater();

        assertThat(registry.get("movein.migrations")
                        .tag("state", "awaiting-approval")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void startsWhatWaitedForCapacityWhenThePoolHasGrown() {
        source.change = facts -> facts.setPool(Given.aPool(Given.resources(1_200, 32 * Given.GIB, 0)));
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(Topic.COMMANDS, "labeled:1", approval());
        aMomentLater();
        other("acme/infra#18");
        assertThat(sent(Topic.RUN_ORDERS)).hasSize(1);

        driver.advanceWallClockTime(Duration.ofMinutes(1));
        aMomentLater();

        assertThat(sent(Topic.RUN_ORDERS)).extracting(Message::id).containsExactly("acme/infra#18/run-1/launch");
    }

    @Test
    void hearsReports() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(Topic.COMMANDS, "labeled:1", approval());
        aMomentLater();
        sent(Topic.EVENTS);

        hears(
                Topic.RUN_REPORTS,
                "r",
                new RunFinished(
                        MIGRATION,
                        1,
                        RunResult.newBuilder()
                                .setOutcome(RunOutcome.SUCCEEDED)
                                .setFinishedAt(NOON)
                                .build()));

        assertThat(sent(Topic.EVENTS))
                .extracting(message -> message.body().getSchema().getName())
                .containsExactly("RunFinished");
    }

    private void other(String migration) {
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

    private static RequestMigration request(MigrationRequest request) {
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

    private static ApproveMigration approval() {
        return new ApproveMigration(
                MIGRATION,
                OPERATOR,
                Revision.of(aRequest().build()),
                1,
                anOnboardingIssue().build(),
                NOON);
    }

    private void aMomentLater() {
        driver.advanceWallClockTime(Duration.ofMillis(10));
    }

    private void hears(Topic topic, String id, SpecificRecord body) {
        hears(topic, id, body, Traceparent.begin());
    }

    private void hears(Topic topic, String id, SpecificRecord body, Traceparent trace) {
        TestedStream.hears(driver, codec, topic, id, body, trace);
    }

    private TestInputTopic<String, byte[]> input(Topic topic) {
        return TestedStream.input(driver, topic);
    }

    private List<? extends Message<?>> sent(Topic topic) {
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

    private List<TestRecord<String, byte[]>> letters() {
        return records(Topic.DEAD_LETTERS);
    }

    private List<TestRecord<String, byte[]>> records(Topic topic) {
        return TestedStream.records(driver, topic);
    }
}
