package io.movein.local.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.SchemaIds;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.local.screen.Screen;
import io.movein.migration.Friction;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.Actor;
import io.movein.model.Approval;
import io.movein.model.Attempt;
import io.movein.model.Gate;
import io.movein.model.MigrationRequest;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.PlanTurn;
import io.movein.model.Progress;
import io.movein.model.QueuePlace;
import io.movein.model.Run;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import io.movein.model.State;
import io.movein.model.WaitCause;
import io.movein.plan.PlanSnapshot;
import io.movein.progress.RunProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class QueuePageTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private final Standing standing = new Standing(new Codec());

    @Test
    void saysThatNobodyWaitsAndNothingRuns() {
        assertThat(page()).isEqualTo("""

                The queue is empty

                Nothing is running
                """);
    }

    @Test
    void showsPlacesByTheOrderOfApprovalsWhatIsWaitedForAndHowFarTheOthersAre() {
        standing.put(a(17, State.RUNNING, status -> status.setRuns(List.of(aRun()))));
        standing.put(told(4, 750));
        standing.put(a(18, State.QUEUED, waiting(9, WaitCause.TENANT, "another run in the same tenant")));
        standing.put(a(19, State.QUEUED, waiting(8, WaitCause.CAPACITY, "capacity in the migration pool (CPU 8)")));

        assertThat(page()).isEqualTo("""

                In the queue: 2
                    1  acme/infra#19  media  for 1 h 30 min
                       waiting for capacity in the migration pool (CPU 8)
                    2  acme/infra#18  media  for 1 h 30 min
                       waiting for another run in the same tenant: run 1 of acme/infra#17

                Running: 1
                       acme/infra#17  media  run 1 for 2 h 0 min
                       copy: 750 of 1,000 objects (75 %)
                """);
    }

    @Test
    void whoeverWaitsSinceAnEarlierVersionIsBeforeAllThatHaveATicketAndSinceWhenItWaits() {
        standing.put(a(17, State.QUEUED, waiting(8, WaitCause.CAPACITY, "capacity")));
        standing.put(a(18, State.QUEUED, ofAnEarlierVersion(1)));
        standing.put(a(19, State.QUEUED, ofAnEarlierVersion(2)));

        assertThat(standing.queue())
                .extracting(MigrationSnapshot::getMigration)
                .containsExactly("acme/infra#19", "acme/infra#18", "acme/infra#17");
    }

    @Test
    void readsWhatWasWrittenWithASchemaRegistry() {
        var ids = new SchemaIds() {
            private final List<Schema> known = new ArrayList<>();

            @Override
            public int idOf(Schema schema) {
                known.add(schema);
                return known.size() - 1;
            }

            @Override
            public Optional<Schema> known(int id) {
                return Optional.of(known.get(id));
            }

            @Override
            public Schema byId(int id) {
                return known.get(id);
            }
        };
        var migration = MigrationId.parse("acme/infra#17");
        var body = a(17, State.QUEUED, waiting(8, WaitCause.CAPACITY, "capacity"));
        var message = new Message<>("1", "/movein/review", migration, NOW, Traceparent.begin(), body);
        var written = Codec.with(ids).encode(Topic.MIGRATIONS, message);
        var reads = new Standing(Codec.with(ids));

        reads.put(read(written));

        assertThat(written.value()[0]).isZero();
        assertThat(reads.migration("acme/infra#17")).hasValue(body);
    }

    @Test
    void saysWhoseNewestRecordIsOfANewerVersion() {
        var migration = MigrationId.parse("acme/infra#17");
        var body = a(17, State.QUEUED, waiting(8, WaitCause.CAPACITY, "capacity"));
        var message = new Message<>("1", "/movein/review", migration, NOW, Traceparent.begin(), body);
        var ofTomorrow = new Codec().encode(Topic.MIGRATIONS, message);
        ofTomorrow.value()[5] ^= 1;

        standing.put(read(ofTomorrow));

        assertThat(page())
                .contains(
                        "1 migration(s) or plan(s) stand otherwise than shown, as their newest record is of a newer version: acme/infra#17");
        standing.put(read(new Codec().encode(Topic.MIGRATIONS, message)));
        assertThat(page()).doesNotContain("newer version");
    }

    private static ConsumerRecord<String, byte[]> read(ProducerRecord<String, byte[]> written) {
        return new ConsumerRecord<>(
                written.topic(),
                0,
                0,
                0,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                written.key(),
                written.value(),
                written.headers(),
                Optional.empty());
    }

    @Test
    void progressOfBeforeTheLastEventIsNotShown() {
        standing.put(a(17, State.RUNNING, status -> status.setRuns(List.of(aRun()))));
        standing.put(told(3, 100));

        assertThat(page()).contains("copy: 500 of 1,000 objects (50 %)");
    }

    @Test
    void tellsOfOneMigration() {
        var waits = a(18, State.QUEUED, waiting(9, WaitCause.NODE, "a node: none in the migration pool is ready"));
        standing.put(waits);
        var out = new ByteArrayOutputStream();

        page(out).show(waits);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""

                acme/infra#18: Move the media
                  queued for 1 d 0 h, tenant media, filed by ada
                    1  acme/infra#18  media  for 1 h 30 min
                       waiting for a node: none in the migration pool is ready
                """);
    }

    @Test
    void namesTheGatesThatWaitTheLongestFirst() {
        standing.put(plan(40, StageState.ASKING, Duration.ofHours(2)));
        standing.put(plan(41, StageState.ASKING, Duration.ofHours(26)));
        standing.put(plan(42, StageState.NEEDS_WORK, Duration.ofHours(50)));

        assertThat(page()).endsWith("""

                Gates of plans that wait for approval: 2
                       acme/infra#41  mapping  for 1 d 2 h
                       Move the house
                       acme/infra#40  mapping  for 2 h 0 min
                       Move the house
                """);
    }

    @Test
    void tellsOfOnePlan() {
        var out = new ByteArrayOutputStream();

        page(out).show(plan(40, StageState.ASKING, Duration.ofHours(2)));

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""

                acme/infra#40: Move the house
                  in stages for 1 d 0 h, filed by ada
                  mapping     ask       waiting for approval for 2 h 0 min
                """);
    }

    private static PlanSnapshot plan(int number, StageState state, Duration age) {
        return PlanSnapshot.newBuilder()
                .setMigration("acme/infra#" + number)
                .setSequence(4)
                .setAt(NOW)
                .setStateSince(NOW.minus(Duration.ofDays(1)))
                .setStatus(PlanStatus.newBuilder()
                        .setState(PlanState.IN_STAGES)
                        .setAuthor(new Actor(7L, "ada", List.of()))
                        .setTitle("Move the house")
                        .setRevision("0123456789abcdef0123456789abcdef")
                        .setRequest(PlanRequest.newBuilder().build())
                        .setStages(List.of(StageStatus.newBuilder()
                                .setStage(Stage.MAPPING)
                                .setGate(Gate.ASK)
                                .setState(state)
                                .setSince(NOW.minus(age))
                                .build()))
                        .setTurn(PlanTurn.OWNER_OR_OPERATOR)
                        .setRequestedAt(NOW.minus(Duration.ofDays(2)))
                        .build())
                .build();
    }

    private String page() {
        var out = new ByteArrayOutputStream();
        page(out).show();
        return out.toString(StandardCharsets.UTF_8);
    }

    private QueuePage page(ByteArrayOutputStream out) {
        var screen = new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), false, false);
        return new QueuePage(screen, standing, NOW);
    }

    private static UnaryOperator<MigrationStatus.Builder> waiting(long ticket, WaitCause cause, String what) {
        return status -> status.setQueue(QueuePlace.newBuilder()
                .setPosition(1)
                .setWaitingFor(what)
                .setCause(cause)
                .setTicket(ticket)
                .setSince(NOW.minus(Duration.ofMinutes(90)))
                .build());
    }

    /** Neither a ticket nor a time in the queue, but that of the approval; the state may have been told anew since. */
    private static UnaryOperator<MigrationStatus.Builder> ofAnEarlierVersion(int hours) {
        return status -> status.setQueue(QueuePlace.newBuilder()
                        .setPosition(1)
                        .setWaitingFor("capacity")
                        .build())
                .setApproval(Approval.newBuilder()
                        .setActor(status.getAuthor())
                        .setRevision(status.getRevision())
                        .setRun(1)
                        .setAt(NOW.minus(Duration.ofHours(hours)))
                        .build());
    }

    private static MigrationSnapshot a(int number, State state, UnaryOperator<MigrationStatus.Builder> change) {
        var status = MigrationStatus.newBuilder()
                .setState(state)
                .setAuthor(Actor.newBuilder()
                        .setId(7)
                        .setLogin("ada")
                        .setRoles(List.of())
                        .build())
                .setTitle("Move the media")
                .setRevision("0123456789abcdef0123456789abcdef")
                .setRequest(MigrationRequest.newBuilder().setMode(Mode.LIVE).build())
                .setTenant("media")
                .setRequestedAt(NOW.minus(Duration.ofDays(2)));
        return MigrationSnapshot.newBuilder()
                .setMigration("acme/infra#" + number)
                .setSequence(4)
                .setAt(NOW)
                .setStateSince(NOW.minus(Duration.ofDays(1)))
                .setStatus(change.apply(status).build())
                .setFriction(Friction.newBuilder().build())
                .build();
    }

    private static Run aRun() {
        return Run.newBuilder()
                .setNumber(1)
                .setRevision("0123456789abcdef0123456789abcdef")
                .setMode(Mode.LIVE)
                .setAttempt(Attempt.FRESH)
                .setOrderedAt(NOW.minus(Duration.ofMinutes(121)))
                .setStartedAt(NOW.minus(Duration.ofMinutes(120)))
                .setProgress(progress(500))
                .build();
    }

    private static RunProgress told(long sequence, long done) {
        return RunProgress.newBuilder()
                .setMigration("acme/infra#17")
                .setRun(1)
                .setSequence(sequence)
                .setAt(NOW)
                .setProgress(progress(done))
                .build();
    }

    private static Progress progress(long done) {
        return Progress.newBuilder()
                .setPhase("copy")
                .setDone(done)
                .setTotal(1_000L)
                .setUnit("objects")
                .build();
    }
}
