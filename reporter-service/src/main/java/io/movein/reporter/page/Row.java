package io.movein.reporter.page;

import io.movein.contract.MigrationId;
import io.movein.contract.QueueOrder;
import io.movein.migration.Friction;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.MigrationStatus;
import io.movein.model.Plan;
import io.movein.model.Progress;
import io.movein.model.Resources;
import io.movein.model.Run;
import io.movein.model.State;
import io.movein.model.WaitCause;
import io.movein.progress.RunProgress;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A migration as one line of the table: a few hundred bytes. The rest is read again from its record when somebody asks for it.
 *
 * @param since     since when it has been in its state
 * @param tenant    empty where no review has found it
 * @param plan      the migration plan that it names, {@code owner/repo#number}; empty: none
 * @param run       number of the last run; 0: none yet
 * @param progressAt when the process told its progress; null: not lately
 * @param began     when its active run started, or was ordered where it has not; null where none is active
 * @param waitsFor  what an approved run waits for, or the cluster; null where it does not
 * @param waitsSince since when
 * @param cause     UNKNOWN where it is not in the queue, or an earlier version told its place
 * @param queued    where it stands in the queue; null where it does not
 * @param holds     what its active run takes of the pool; null where none is active
 */
record Row(
        MigrationId id,
        Place place,
        long sequence,
        State state,
        Instant since,
        String title,
        String tenant,
        String owner,
        String plan,
        int run,
        @Nullable Progress progress,
        @Nullable Instant progressAt,
        @Nullable Instant began,
        @Nullable String waitsFor,
        @Nullable Instant waitsSince,
        WaitCause cause,
        @Nullable QueueOrder queued,
        boolean wipes,
        @Nullable Instant questionAt,
        @Nullable Instant nodeSilentSince,
        @Nullable Resources holds,
        Friction friction) {

    /** Where its record lies. */
    record Place(int partition, long offset) {}

    static Row of(MigrationSnapshot snapshot, Place place) {
        var status = snapshot.getStatus();
        var last = status.getRuns().isEmpty()
                ? Optional.<Run>empty()
                : Optional.of(status.getRuns().getLast());
        var active = last.filter(run -> run.getResult() == null);
        var queued = QueueOrder.of(snapshot);
        return new Row(
                MigrationId.parse(snapshot.getMigration()),
                place,
                snapshot.getSequence(),
                status.getState(),
                snapshot.getStateSince(),
                status.getTitle(),
                Optional.ofNullable(status.getTenant()).orElse(""),
                status.getAuthor().getLogin(),
                Optional.ofNullable(status.getRequest().getMigrationPlan()).orElse(""),
                last.map(Run::getNumber).orElse(0),
                active.map(Run::getProgress).orElse(null),
                null,
                active.map(run -> run.getStartedAt() == null ? run.getOrderedAt() : run.getStartedAt())
                        .orElse(null),
                waitsFor(status, active),
                queued.map(QueueOrder::since).or(() -> pendingSince(active)).orElse(null),
                queued.isEmpty() ? WaitCause.UNKNOWN : status.getQueue().getCause(),
                queued.orElse(null),
                status.getPlan() == Plan.WIPE_AND_RE_RUN,
                status.getQuestionAt(),
                status.getNodeSilentSince(),
                active.map(_ -> status.getRequest().getSpike()).orElse(null),
                snapshot.getFriction());
    }

    private static @Nullable String waitsFor(MigrationStatus status, Optional<Run> active) {
        if (status.getQueue() != null) {
            return status.getQueue().getWaitingFor();
        }
        return active.map(Run::getPending).orElse(null);
    }

    private static Optional<Instant> pendingSince(Optional<Run> active) {
        return active.filter(run -> run.getPending() != null).map(Run::getOrderedAt);
    }

    /**
     * The same with what the process told since; as it is, where that is about another run. Of what it told before the last event, only
     * when it did is news: the status has the rest.
     */
    Row with(RunProgress told) {
        if (holds == null || told.getRun() != run) {
            return this;
        }
        return new Row(
                id,
                place,
                sequence,
                state,
                since,
                title,
                tenant,
                owner,
                plan,
                run,
                told.getSequence() < sequence ? progress : told.getProgress(),
                told.getAt(),
                began,
                waitsFor,
                waitsSince,
                cause,
                queued,
                wipes,
                questionAt,
                nodeSilentSince,
                holds,
                friction);
    }

    /** When the process last told that it had got further, or else when its run began. */
    Instant lastSign() {
        return progressAt != null ? progressAt : began != null ? began : since;
    }

    /** Approved, and not ordered yet. */
    boolean isQueued() {
        return queued != null && holds == null;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }
}
