package io.movein.reporter.page;

import io.movein.contract.MigrationId;
import io.movein.contract.plan.PlanStages;
import io.movein.model.PlanEnding;
import io.movein.model.PlanState;
import io.movein.model.StageStatus;
import io.movein.plan.PlanSnapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration plan as one line of the table, and all that its page shows.
 *
 * @param since   since when it has been in its state
 * @param stages  all five, in their order
 * @param current the one that is worked on; null: none is
 * @param asks    the one whose gate an operator can open; null: none
 * @param ending  null until it has ended
 */
record PlanRow(
        MigrationId id,
        long sequence,
        PlanState state,
        Instant since,
        String title,
        String owner,
        Instant requestedAt,
        List<StageStatus> stages,
        @Nullable StageStatus current,
        @Nullable StageStatus asks,
        @Nullable PlanEnding ending) {
    /** Those that are open first, then the last that changed. */
    static final Comparator<PlanRow> OPEN_FIRST =
            Comparator.comparing(PlanRow::isClosed).thenComparing(PlanRow::since, Comparator.reverseOrder());

    static PlanRow of(PlanSnapshot snapshot) {
        var status = snapshot.getStatus();
        return new PlanRow(
                MigrationId.parse(snapshot.getMigration()),
                snapshot.getSequence(),
                status.getState(),
                snapshot.getStateSince(),
                status.getTitle(),
                status.getAuthor().getLogin(),
                status.getRequestedAt(),
                status.getStages(),
                PlanStages.current(status).orElse(null),
                PlanStages.waitsForOperator(status).orElse(null),
                status.getEnding());
    }

    boolean isClosed() {
        return state == PlanState.CLOSED;
    }
}
