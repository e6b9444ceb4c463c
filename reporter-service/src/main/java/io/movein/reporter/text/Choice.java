package io.movein.reporter.text;

import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.Plan;
import io.movein.model.RerunContract;
import io.movein.model.RunOutcome;
import java.util.ArrayList;
import java.util.List;

/** A plan that the owner may choose now, and what it would do. Review has the last word; this only spares a refusal. */
public record Choice(Plan plan, String meaning) {

    static List<Choice> of(MigrationStatus status) {
        var request = status.getRequest();
        var choices = new ArrayList<Choice>();
        if (isIncomplete(status)) {
            choices.add(new Choice(Plan.RE_RUN, "retry what is missing in another run, once an operator approves."));
        } else if (request.getRerunContract() == RerunContract.SAFE_ON_POPULATED_DESTINATION
                || !mayHaveWritten(status)) {
            choices.add(new Choice(
                    Plan.RE_RUN, "run again from the start with the same request, once an operator approves."));
        }
        if (mayHaveWritten(status)) {
            choices.add(
                    new Choice(
                            Plan.WIPE_AND_RE_RUN,
                            "run again from the start, once an operator has emptied the destination, confirmed it and approved."));
        }
        if (Boolean.TRUE.equals(request.getSupportsResume())) {
            choices.add(new Choice(Plan.RESUME, "continue where the last run stopped, once an operator approves."));
        }
        choices.add(new Choice(Plan.NEW_ARTIFACT, "name a new image in the issue; the review starts again."));
        if (mayHaveWritten(status)) {
            choices.add(new Choice(
                    Plan.ACCEPT_PARTIAL,
                    "accept the result as it is; everything temporary is removed and the issue closes."));
        }
        choices.add(
                new Choice(Plan.ABANDON, "end the migration; everything temporary is removed and the issue closes."));
        return List.copyOf(choices);
    }

    private static boolean isIncomplete(MigrationStatus status) {
        var result =
                status.getRuns().isEmpty() ? null : status.getRuns().getLast().getResult();
        return result != null && result.getOutcome() == RunOutcome.COMPLETED_WITH_ERRORS;
    }

    private static boolean mayHaveWritten(MigrationStatus status) {
        return status.getRuns().stream().anyMatch(run -> run.getMode() == Mode.LIVE && run.getStartedAt() != null);
    }
}
