package io.movein.review.plan;

import io.movein.model.PlanStatus;
import io.movein.review.state.MigrationPlan;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an input: the plan as it is afterwards, and the events for everyone, in order.
 *
 * @param after null: there is no such plan
 */
public record PlanDecision(@Nullable MigrationPlan after, List<Event> events) {

    /** An event; its id is {@code <plan>/<sequence>}. */
    public record Event(String plan, long sequence, Instant at, PlanStatus status, SpecificRecord record) {
        public String id() {
            return plan + "/" + sequence;
        }
    }
}
