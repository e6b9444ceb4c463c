package io.movein.review.stream;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.anOnboardingIssue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.command.CloseIssue;
import io.movein.command.RejectMigration;
import io.movein.command.RequestMigration;
import io.movein.command.RequestPlan;
import io.movein.contract.Codec;
import io.movein.contract.Revision;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.UnreadableRecordException;
import io.movein.migration.Friction;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.PlanState;
import io.movein.model.PoolFacts;
import io.movein.model.State;
import io.movein.plan.PlanSnapshot;
import io.movein.review.Given;
import io.movein.review.plan.APlan;
import io.movein.review.platform.FactsSource;
import io.movein.review.platform.Question;
import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    @TempDir
    private static Path state;

    private static final String MIGRATION = "acme/infra#17";
    private static final String PLAN = APlan.ID.toString();
    private static final Duration KEPT = Duration.ofDays(400);
    private final Codec codec = new Codec();
    private String topic = "the-first";
    private final TopologyTestDriver driver = start();

    private TopologyTestDriver start() {
        var shared = new Shared(
                new ReviewMeters(new SimpleMeterRegistry()),
                (_, reason) -> fail(reason),
                KEPT,
                id -> id == Topic.MIGRATIONS || id == Topic.PLANS ? Optional.of(topic) : Optional.empty(),
                codec);
        return TestedStream.start(new Known(), shared, state);
    }

    private record Known() implements FactsSource {
        @Override
        public io.movein.model.Facts gather(Question question) {
            return Given.someFacts().build();
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
    void followTheEventsOfEachDecision() {
        files();

        assertThat(snapshots())
                .extracting(snapshot ->
                        snapshot.getSequence() + " " + snapshot.getStatus().getState())
                .containsExactly("1 UNDER_REVIEW", "2 AWAITING_APPROVAL");
    }

    @Test
    void tellSinceWhenTheStateHolds() {
        files();
        snapshots();
        driver.advanceWallClockTime(Duration.ofHours(2));
        hears("comment:1", new io.movein.command.ShowStatus(MIGRATION, OWNER, "u"));

        var snapshot = snapshots().getLast();
        assertThat(snapshot.getSequence()).isEqualTo(3);
        assertThat(Duration.between(snapshot.getStateSince(), snapshot.getAt())).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void tellWhatTheMigrationHasCostPeople() {
        files();
        driver.advanceWallClockTime(Duration.ofHours(3));
        hears("labeled:1", new RejectMigration(MIGRATION, OPERATOR, NOON));

        assertThat(snapshots().getLast().getFriction())
                .isEqualTo(Friction.newBuilder()
                        .setOperatorActions(1)
                        .setOperatorSeconds(Duration.ofHours(3).toSeconds())
                        .build());
    }

    @Test
    void ofAClosedMigrationStayForTheConfiguredTime() {
        withdrawn();
        driver.advanceWallClockTime(KEPT);
        assertThat(records()).isEmpty();

        driver.advanceWallClockTime(Duration.ofHours(1));

        assertThat(records()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(MIGRATION);
            assertThat(record.value()).isNull();
        });
        driver.advanceWallClockTime(Duration.ofDays(2));
        assertThat(records()).isEmpty();
    }

    @Test
    void areMadeGoodWhereAnEarlierVersionToldNone() {
        withdrawn();
        KeyValueStore<String, Migration> closed = driver.getKeyValueStore(StoredPlatform.CLOSED);
        closed.put(
                MIGRATION,
                Migration.newBuilder(closed.get(MIGRATION)).setShownSequence(0).build());

        driver.advanceWallClockTime(Duration.ofHours(2));

        assertThat(snapshots())
                .singleElement()
                .satisfies(
                        snapshot -> assertThat(snapshot.getStatus().getState()).isEqualTo(State.CLOSED));
    }

    @Test
    void areToldAgainWhereTheTopicWasMadeAnew() {
        withdrawn();
        files("acme/infra#18");
        driver.advanceWallClockTime(Duration.ofMinutes(1));
        records();

        topic = "the-second";
        driver.advanceWallClockTime(Duration.ofMinutes(1)); // what is open
        driver.advanceWallClockTime(Duration.ofMinutes(1)); // what is closed

        assertThat(snapshots())
                .extracting(snapshot ->
                        snapshot.getMigration() + " " + snapshot.getStatus().getState())
                .containsExactlyInAnyOrder("acme/infra#17 CLOSED", "acme/infra#18 AWAITING_APPROVAL");
        driver.advanceWallClockTime(Duration.ofHours(2));
        assertThat(records()).isEmpty();
    }

    @Test
    void thatHaveLeftTheTopicDoNotComeBackWithIt() {
        withdrawn();
        driver.advanceWallClockTime(KEPT.plusHours(1));
        records();

        topic = "the-second";
        driver.advanceWallClockTime(Duration.ofMinutes(1));

        assertThat(records()).isEmpty();
    }

    @Test
    void ofAPlanFollowItsEventsToo() {
        planned();

        assertThat(plans().getLast()).satisfies(plan -> {
            assertThat(plan.getMigration()).isEqualTo(PLAN);
            assertThat(plan.getSequence()).isEqualTo(2);
            assertThat(plan.getStatus().getState()).isEqualTo(PlanState.IN_STAGES);
            assertThat(plan.getAt()).isEqualTo(plan.getStateSince());
        });
        assertThat(records()).isEmpty();
    }

    @Test
    void ofAPlanSayWhenItClosedAndLeaveAfterTheConfiguredTime() {
        planned();
        driver.advanceWallClockTime(Duration.ofHours(2));
        hears("closed:1", new CloseIssue(PLAN, OWNER, NOON.plusSeconds(60)));
        var closed = plans().getLast();
        assertThat(closed.getStatus().getState()).isEqualTo(PlanState.CLOSED);
        assertThat(Duration.between(closed.getStatus().getRequestedAt(), closed.getStateSince()))
                .isEqualTo(Duration.ofHours(2));

        driver.advanceWallClockTime(KEPT.plusHours(1));

        assertThat(TestedStream.records(driver, Topic.PLANS)).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(PLAN);
            assertThat(record.value()).isNull();
        });
    }

    @Test
    void ofPlansThatWereThereBeforeTheirTopicAreMadeGoodOnce() {
        planned();
        plans();
        KeyValueStore<String, MigrationPlan> known = driver.getKeyValueStore(StoredPlatform.PLANS);
        known.put(
                PLAN,
                MigrationPlan.newBuilder(known.get(PLAN)).setShownSequence(0).build());

        driver.advanceWallClockTime(Duration.ofHours(2));
        assertThat(plans()).extracting(PlanSnapshot::getSequence).containsExactly(2L);

        driver.advanceWallClockTime(Duration.ofHours(2));
        assertThat(plans()).isEmpty();
    }

    @Test
    void ofPlansAreToldAgainWhereTheirTopicWasMadeAnew() {
        planned();
        driver.advanceWallClockTime(Duration.ofMinutes(1));
        plans();

        topic = "the-second";
        driver.advanceWallClockTime(Duration.ofMinutes(1));

        assertThat(plans()).extracting(PlanSnapshot::getMigration).containsExactly(PLAN);
        driver.advanceWallClockTime(Duration.ofHours(2));
        assertThat(plans()).isEmpty();
    }

    private void planned() {
        var request = APlan.request();
        hears(
                "plan:1",
                RequestPlan.newBuilder()
                        .setMigration(PLAN)
                        .setActor(OWNER)
                        .setTitle("Move the shop")
                        .setRevision(Revision.of(request))
                        .setRequest(request)
                        .setUpdatedAt(NOON)
                        .build());
    }

    private List<PlanSnapshot> plans() {
        return bodies(Topic.PLANS, PlanSnapshot.class);
    }

    private void withdrawn() {
        files();
        hears("closed:1", new CloseIssue(MIGRATION, OWNER, NOON.plusSeconds(60)));
        assertThat(snapshots().getLast().getStatus().getState()).isEqualTo(State.CLOSED);
    }

    private void files() {
        files(MIGRATION);
    }

    private void files(String migration) {
        var request = aRequest().build();
        hears(
                "request:1",
                RequestMigration.newBuilder()
                        .setMigration(migration)
                        .setActor(OWNER)
                        .setTitle("Move the media")
                        .setRevision(Revision.of(request))
                        .setRequest(request)
                        .setOnboarding(anOnboardingIssue().build())
                        .setUpdatedAt(NOON)
                        .build());
        driver.advanceWallClockTime(Duration.ofMillis(10));
    }

    private void hears(String id, SpecificRecord body) {
        TestedStream.hears(driver, codec, Topic.COMMANDS, id, body, Traceparent.begin());
    }

    private List<MigrationSnapshot> snapshots() {
        return bodies(Topic.MIGRATIONS, MigrationSnapshot.class);
    }

    private <T> List<T> bodies(Topic topic, Class<T> type) {
        return TestedStream.records(driver, topic).stream()
                .map(record -> {
                    try {
                        return type.cast(
                                codec.decode(record.headers(), record.value()).body());
                    } catch (UnreadableRecordException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private List<TestRecord<String, byte[]>> records() {
        return TestedStream.records(driver, Topic.MIGRATIONS);
    }
}
