package io.movein.review.lifecycle;

import io.movein.model.MigrationStatus;
import io.movein.model.Run;
import io.movein.model.State;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A migration's public face: questions to it, and the same with one thing changed. */
final class Statuses {
    private Statuses() {}

    static MigrationStatus.Builder in(State state, MigrationStatus status) {
        return MigrationStatus.newBuilder(status).setState(state);
    }

    /** Neither approved nor queued any more. */
    static MigrationStatus.Builder unapproved(State state, MigrationStatus status) {
        return in(state, status).setApproval(null).setQueue(null);
    }

    static MigrationStatus.Builder withAnotherRun(Run run, MigrationStatus status) {
        return MigrationStatus.newBuilder(status)
                .setRuns(Stream.concat(status.getRuns().stream().map(Limits::old), Stream.of(run))
                        .toList());
    }

    static MigrationStatus.Builder withRun(int number, MigrationStatus status, UnaryOperator<Run.Builder> change) {
        return MigrationStatus.newBuilder(status)
                .setRuns(status.getRuns().stream()
                        .map(run -> run.getNumber() == number
                                ? change.apply(Run.newBuilder(run)).build()
                                : run)
                        .toList());
    }

    static Optional<Run> lastRun(MigrationStatus status) {
        return status.getRuns().isEmpty()
                ? Optional.empty()
                : Optional.of(status.getRuns().getLast());
    }

    /** The run that is ordered and has not ended. */
    static Optional<Run> activeRun(MigrationStatus status) {
        return lastRun(status).filter(run -> run.getResult() == null);
    }

    static int nextRun(MigrationStatus status) {
        return status.getRuns().size() + 1;
    }

    /** Whether everything still is a matter of words: nothing was ordered that has not ended. */
    static boolean isBeforeRun(MigrationStatus status) {
        return switch (status.getState()) {
            case UNDER_REVIEW, NEEDS_CHANGES, AWAITING_APPROVAL -> true;
            case QUEUED -> activeRun(status).isEmpty();
            case RUNNING, AWAITING_VALIDATION, AWAITING_PLAN, TEARING_DOWN, CLOSED, UNKNOWN -> false;
        };
    }
}
