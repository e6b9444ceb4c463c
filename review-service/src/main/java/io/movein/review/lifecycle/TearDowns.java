package io.movein.review.lifecycle;

import static io.movein.model.State.CLOSED;
import static io.movein.model.State.TEARING_DOWN;

import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.Run;
import io.movein.order.TearDownRun;
import io.movein.report.RunTornDown;
import io.movein.review.state.Leftover;
import java.util.List;
import java.util.Objects;

/** Nothing temporary outlives a migration: it closes when nothing of any of its runs is left, and not before. */
final class TearDowns {
    private TearDowns() {}

    /** The end is decided; what is left on the cluster goes, the state volumes too. */
    static void begin(Draft draft, Ending ending, Events.Event why) {
        draft.happened(Statuses.unapproved(TEARING_DOWN, draft.status()).setEnding(ending).build(), why);
        allRuns(draft);
        closeIfNothingIsLeft(draft);
    }

    static void allRuns(Draft draft) {
        List.copyOf(draft.migration().getLeftovers()).forEach(left -> order(draft, left, false));
    }

    /** Another run is to come; what it may resume from stays. */
    static void keepingState(Draft draft, boolean keepState) {
        List.copyOf(draft.migration().getLeftovers()).stream()
                .filter(left -> !run(draft.status(), left.getRun()).getTornDown())
                .forEach(left -> order(draft, left, keepState));
    }

    private static void order(Draft draft, Leftover left, boolean keepState) {
        draft.order(left.getRun(), keepState ? "tear-down" : "tear-down/final",
                new TearDownRun(draft.migration().getId(), left.getRun(), left.getNamespace(), keepState));
    }

    static void tornDown(Draft draft, RunTornDown report) {
        var isLeft = draft.migration().getLeftovers().stream().anyMatch(left -> left.getRun() == report.getRun());
        if (!isLeft || report.getKeptState() && run(draft.status(), report.getRun()).getTornDown()) {
            return;
        }
        if (!report.getKeptState()) {
            draft.add(new Change.RunCleared(draft.migration().getId(), report.getRun()));
        }
        draft.happened(Statuses.withRun(report.getRun(), draft.status(), run -> run.setTornDown(true)).build(),
                Events.runTornDown(report.getRun(), report.getRemoved()));
        closeIfNothingIsLeft(draft);
    }

    private static void closeIfNothingIsLeft(Draft draft) {
        if (draft.status().getState() == TEARING_DOWN && draft.migration().getLeftovers().isEmpty()) {
            var ending = Objects.requireNonNull(draft.status().getEnding());
            draft.happened(Statuses.in(CLOSED, draft.status()).build(), Events.migrationClosed(ending));
        }
    }

    private static Run run(MigrationStatus status, int number) {
        return status.getRuns().stream().filter(run -> run.getNumber() == number).findFirst().orElseThrow();
    }
}
