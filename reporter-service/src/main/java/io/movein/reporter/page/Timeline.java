package io.movein.reporter.page;

import io.movein.migration.MigrationSnapshot;
import io.movein.reporter.text.Figures;
import io.movein.reporter.text.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened when, as far as the status of a migration tells. */
final class Timeline {
    /** One line of it. */
    record Step(String at, String what) {}

    private record Moment(Instant at, String what) {}

    private Timeline() {}

    static List<Step> of(MigrationSnapshot snapshot) {
        var status = snapshot.getStatus();
        var moments = new ArrayList<Moment>();
        add(
                moments,
                status.getRequestedAt(),
                "requested by " + status.getAuthor().getLogin());
        if (status.getApproval() != null) {
            add(
                    moments,
                    status.getApproval().getAt(),
                    "run " + status.getApproval().getRun() + " approved by "
                            + status.getApproval().getActor().getLogin());
        }
        for (var run : status.getRuns()) {
            var name = "run " + run.getNumber() + " ";
            add(moments, run.getOrderedAt(), name + "ordered");
            add(moments, run.getStartedAt(), name + "started");
            if (run.getResult() != null) {
                add(
                        moments,
                        run.getResult().getFinishedAt(),
                        name + "ended: " + Words.of(run.getResult().getOutcome()));
            }
        }
        add(moments, status.getQuestionAt(), "an operator asked the owner");
        add(moments, status.getNodeSilentSince(), "the node of the run fell silent");
        add(moments, snapshot.getStateSince(), "now: " + Words.of(status.getState()));
        return moments.stream()
                .sorted(Comparator.comparing(Moment::at))
                .map(moment -> new Step(Figures.time(moment.at()), moment.what()))
                .toList();
    }

    private static void add(List<Moment> moments, @Nullable Instant at, String what) {
        if (at != null) {
            moments.add(new Moment(at, what));
        }
    }
}
