package io.movein.review.stream;

import io.movein.review.lifecycle.Change;
import io.movein.review.lifecycle.Decision;
import io.movein.review.lifecycle.Input;
import io.movein.review.lifecycle.Platform;
import io.movein.review.plan.PlanDecision;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** Short names for what was decided and what followed, for counting. */
final class Outcomes {
    private Outcomes() {}

    static String input(Input input) {
        return switch (input) {
            case Input.Command command -> command.body().getSchema().getName();
            case Input.Report report -> report.body().getSchema().getName();
            case Input.FactsArrived _ -> "FactsArrived";
            case Input.FactsUnusable _ -> "FactsUnusable";
            case Input.TooLarge _ -> "TooLarge";
            case Input.Recheck _ -> "Recheck";
            case Input.PoolObserved _ -> "PoolObserved";
        };
    }

    /** The first event says what became of the input; the others follow from it. */
    static String outcome(Input input, Decision decision, Platform platform) {
        return Stream.concat(
                        decision.planEvents().stream().map(PlanDecision.Event::record),
                        decision.events().stream().map(Change.Happened::event))
                .findFirst()
                .map(event -> event.getSchema().getName())
                .orElseGet(() -> isUnknown(input, platform)
                        ? "unknown-migration"
                        : decision.changes().stream().anyMatch(Change.Progressed.class::isInstance)
                                ? "RunProgress"
                                : "nothing");
    }

    private static boolean isUnknown(Input input, Platform platform) {
        return switch (input) {
            case Input.Command command -> isUnknown(migration(command.body()), platform);
            case Input.Report report -> platform.migration(migration(report.body())) == null;
            case Input.TooLarge large -> isUnknown(migration(large.body()), platform);
            case Input.FactsArrived _, Input.FactsUnusable _, Input.Recheck _, Input.PoolObserved _ -> false;
        };
    }

    private static boolean isUnknown(String id, Platform platform) {
        return platform.migration(id) == null && platform.plan(id) == null;
    }

    /** The migration, or the pool. */
    static String about(Input input) {
        return switch (input) {
            case Input.Command command -> migration(command.body());
            case Input.Report report -> migration(report.body());
            case Input.TooLarge large -> migration(large.body());
            case Input.FactsArrived facts -> facts.migration();
            case Input.FactsUnusable facts -> facts.migration();
            case Input.Recheck recheck -> recheck.migration();
            case Input.PoolObserved _ -> "the pool";
        };
    }

    private static String migration(SpecificRecord body) {
        return (String) body.get(body.getSchema().getField("migration").pos());
    }
}
