package io.movein.reporter.page;

import static io.movein.reporter.page.Given.NOON;
import static io.movein.reporter.page.Given.aMigration;
import static io.movein.reporter.page.Given.aPlan;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.Lag;
import io.movein.model.MigrationStatus;
import io.movein.model.Progress;
import io.movein.model.QueuePlace;
import io.movein.model.State;
import io.movein.model.WaitCause;
import io.movein.progress.RunProgress;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableMetricsTest {
    private static final double NEAR = 1e-6;

    private final MigrationTable table = new MigrationTable();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TableMetrics metrics = new TableMetrics(meters);

    @Test
    void aRunIsToldByItsTenant() {
        has(aMigration(7, State.RUNNING, Duration.ofHours(2), Given::running));
        table.put(RunProgress.newBuilder()
                .setMigration("acme/platform#7")
                .setRun(1)
                .setSequence(4)
                .setAt(NOON.minusSeconds(90))
                .setProgress(Progress.newBuilder()
                        .setPhase("copy")
                        .setDone(400)
                        .setTotal(1_000L)
                        .setUnit("albums")
                        .setRate(12.5)
                        .setLag(Lag.newBuilder().setKeys(33L).build())
                        .build())
                .build());

        metrics.show(table, NOON);

        assertThat(value("movein.run.progress.ratio", "tenant", "tenant-2")).isEqualTo(0.4);
        assertThat(value("movein.run.rate", "tenant", "tenant-2")).isEqualTo(12.5);
        assertThat(value("movein.run.lag.keys", "tenant", "tenant-2")).isEqualTo(33);
        assertThat(meters.find("movein.run.lag.bytes").gauges()).isEmpty();
        assertThat(value("movein.run.last.sign.seconds", "tenant", "tenant-2")).isEqualTo(90);
        assertThat(value("movein.run.phase", "tenant", "tenant-2", "phase", "copy"))
                .isEqualTo(1);
        assertThat(value("movein.run.memory.declared.bytes", "tenant", "tenant-2"))
                .isEqualTo(4.0 * (1L << 30));
        assertThat(value("movein.pool.held", "resource", "cpu-cores")).isEqualTo(2);
        assertThat(value("movein.pool.capacity", "resource", "cpu-cores")).isEqualTo(24);
    }

    @Test
    void aProcessThatHasToldNothingLatelyIsSilentSinceItBegan() {
        has(aMigration(7, State.RUNNING, Duration.ofHours(2), Given::running));

        metrics.show(table, NOON);

        assertThat(value("movein.run.last.sign.seconds", "tenant", "tenant-2")).isEqualTo(7_000);
    }

    @Test
    void aRunThatHasEndedIsGone() {
        has(aMigration(7, State.RUNNING, Duration.ofHours(2), Given::running));
        metrics.show(table, NOON);
        has(aMigration(7, State.AWAITING_VALIDATION, Duration.ZERO, Given::succeeded));

        metrics.show(table, NOON);

        assertThat(meters.find("movein.run.progress.ratio").gauges()).isEmpty();
        assertThat(meters.find("movein.run.phase").gauges()).isEmpty();
    }

    @Test
    void theQueueIsToldByWhatIsWaitedFor() {
        has(aMigration(5, State.QUEUED, Duration.ZERO, waits(WaitCause.TENANT, 30)));
        has(aMigration(6, State.QUEUED, Duration.ZERO, waits(WaitCause.TENANT, 90)));
        has(aMigration(7, State.QUEUED, Duration.ZERO, waits(WaitCause.CAPACITY, 10)));

        metrics.show(table, NOON);

        assertThat(value("movein.queue.waiting", "cause", "tenant")).isEqualTo(2);
        assertThat(value("movein.queue.oldest.seconds", "cause", "tenant")).isEqualTo(90);
        assertThat(value("movein.queue.waiting", "cause", "capacity")).isEqualTo(1);
        assertThat(value("movein.queue.waiting", "cause", "node")).isZero();
    }

    @Test
    void whatOperatorsHaveToDoIsToldWithItsAge() {
        has(aMigration(5, State.AWAITING_APPROVAL, Duration.ofMinutes(30), status -> status));
        has(aMigration(6, State.AWAITING_APPROVAL, Duration.ofMinutes(50), status -> status));

        metrics.show(table, NOON);

        assertThat(value("movein.operator.tasks", "task", "approve")).isEqualTo(2);
        assertThat(value("movein.operator.tasks.oldest.seconds", "task", "approve"))
                .isEqualTo(3_000);
        assertThat(value("movein.operator.tasks", "task", "wipe")).isZero();
        assertThat(value("movein.operator.tasks", "task", "gate")).isZero();

        table.put(aPlan(40, Duration.ofMinutes(20), plan -> plan));
        metrics.show(table, NOON);

        assertThat(value("movein.operator.tasks", "task", "gate")).isEqualTo(1);
        assertThat(value("movein.operator.tasks.oldest.seconds", "task", "gate"))
                .isEqualTo(1_200);
    }

    @Test
    void frictionIsSummedByTenantAndByOwner() {
        has(aMigration(5, State.CLOSED, Duration.ofDays(1), Given::succeeded));
        has(aMigration(10, State.CLOSED, Duration.ofDays(1), Given::succeeded));

        metrics.show(table, NOON);

        assertThat(value("movein.friction", "by", "tenant", "name", "tenant-0", "kind", "operator-minutes"))
                .isCloseTo(120, org.assertj.core.data.Offset.offset(NEAR));
        assertThat(value("movein.friction", "by", "owner", "name", "owner-2", "kind", "reviews-failed"))
                .isEqualTo(1);
    }

    @Test
    void howeverManyThereAreTheSeriesAreBounded() {
        IntStream.rangeClosed(1, 1_500)
                .forEach(i -> has(aMigration(
                        i,
                        State.RUNNING,
                        Duration.ofHours(1),
                        status -> Given.running(status.setTenant("tenant-" + i)))));

        metrics.show(table, NOON);

        assertThat(meters.find("movein.run.progress.ratio").gauges()).hasSize(TableMetrics.RUNS);
        assertThat(meters.find("movein.friction").tag("by", "tenant").gauges()).hasSize(6 * (TableMetrics.NAMES + 1));
        assertThat(value("movein.friction", "by", "tenant", "name", "others", "kind", "operator-minutes"))
                .isEqualTo(60.0 * (1_500 - TableMetrics.NAMES));
    }

    private static UnaryOperator<MigrationStatus.Builder> waits(WaitCause cause, long seconds) {
        return status -> status.setQueue(QueuePlace.newBuilder()
                .setPosition(1)
                .setWaitingFor("something")
                .setCause(cause)
                .setTicket(1)
                .setSince(NOON.minusSeconds(seconds))
                .build());
    }

    private void has(MigrationSnapshot snapshot) {
        table.put(snapshot, new Row.Place(0, 0));
    }

    private double value(String name, String... tags) {
        return meters.get(name).tags(tags).gauge().value();
    }
}
