package io.movein.review.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.RequestPlan;
import io.movein.command.ShowStatus;
import io.movein.contract.Traceparent;
import io.movein.model.PlanRequest;
import io.movein.review.Given;
import io.movein.review.lifecycle.Input;
import io.movein.review.lifecycle.PlatformState;
import io.movein.review.plan.APlan;
import io.movein.review.plan.PlanInput;
import io.movein.review.plan.PlanLifecycle;
import org.junit.jupiter.api.Test;

/** A plan is worked on for months: each trace of it is linked with the one before. */
class CausesTest {
    private final PlatformState platform = new PlatformState();
    private final String plan = APlan.ID.toString();

    @Test
    void aTraceOfAPlanIsLinkedWithTheOneBefore() {
        var request = RequestPlan.newBuilder()
                .setMigration(plan)
                .setActor(Given.OWNER)
                .setTitle("Move the shop")
                .setRevision("1")
                .setRequest(PlanRequest.newBuilder().build())
                .setUpdatedAt(Given.NOON)
                .build();
        platform.put(requireNonNull(PlanLifecycle.decide(null, new PlanInput.Command("plan:1", request), Given.NOON)
                .after()));

        var first = goesOn();
        var second = goesOn();

        assertThat(first.link()).isNull();
        assertThat(second.link()).isEqualTo(new Traceparent(first.trace(), first.span()));
        assertThat(second.trace()).isNotEqualTo(first.trace());
    }

    private Traceparent goesOn() {
        var input = new Input.Command("comment:1", new ShowStatus(plan, Given.OWNER, "u"));
        var after = new PlatformState(platform);
        after.put(requireNonNull(platform.plan(plan)));
        var causes = new Causes(platform, input, Traceparent.begin());
        var cause = causes.of(plan);
        causes.remember(after);
        platform.put(requireNonNull(after.plan(plan)));
        return cause;
    }
}
