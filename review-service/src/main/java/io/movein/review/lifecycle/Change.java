package io.movein.review.lifecycle;

import io.movein.command.RequestMigration;
import io.movein.model.Allowance;
import io.movein.model.Attempt;
import io.movein.model.MigrationStatus;
import io.movein.model.PoolFacts;
import io.movein.model.ResolvedHost;
import io.movein.model.RunSpec;
import io.movein.progress.RunProgress;
import io.movein.review.plan.PlanDecision;
import io.movein.review.state.AwaitedAnswer;
import io.movein.review.state.MigrationPlan;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Wanted;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a decision consists of. State changes by nothing else: {@link Replay} puts a change into it, and events and orders
 * leave for their topics besides.
 */
public sealed interface Change {

    /** The event for everyone; its id, of all that is not lost, is {@code <migration>/<sequence>}. */
    record Happened(String migration, long sequence, Instant at, MigrationStatus status, SpecificRecord event)
            implements Change {
        public String id() {
            return migration + "/" + sequence;
        }
    }

    /** A migration plan is this from now on, and these events are for everyone. */
    record PlanDecided(MigrationPlan after, List<PlanDecision.Event> events) implements Change {}

    /** The order for the runner; the same order has the same id. */
    record Ordered(String migration, String id, SpecificRecord order) implements Change {}

    /** A decision waits for facts; with null it does no longer. */
    record FactsWanted(String migration, @Nullable Wanted wanted) implements Change {}

    /** This request is the one that counts from now on. */
    record RequestTaken(String migration, RequestMigration request) implements Change {}

    /** This request is newer than the one that counts and waits for the next plan. */
    record RequestRemembered(String migration, RequestMigration request) implements Change {}

    /** The issue was read as it was at this time. */
    record RequestSeen(String migration, Instant updatedAt) implements Change {}

    /** The command was dealt with; hearing it again says nothing new. */
    record CommandHandled(String migration, String command) implements Change {}

    /** How the next run begins, and the count of wipes that its approval has to exceed. */
    record NextRunPlanned(
            String migration, Attempt attempt, @Nullable Long wipesBefore) implements Change {}

    /** Something that passes by itself stands against the approval; since then it is checked again every now and then. */
    record ApprovalDelayed(String migration, Wanted approval, Instant since) implements Change {}

    /** The request was checked with fresh facts; zero times: somebody did something about it since. */
    record Checked(String migration, Instant at, int times) implements Change {}

    /** These addresses, and what a run gets besides what it asks for, were shown to whoever approves. */
    record Shown(
            String migration,
            List<ResolvedHost> hosts,
            @Nullable Allowance allowance) implements Change {}

    /** The run is approved and waits for its turn. */
    record Enqueued(QueuedRun run, RunSpec spec) implements Change {}

    /** The run waits no longer, and was not ordered. */
    record Dequeued(String migration) implements Change {}

    /** For everyone, and no event: the process said how far it is. */
    record Progressed(String migration, String id, RunProgress told) implements Change {}

    /** The answers of a running process that are waited for. */
    record AnswersAwaited(String migration, List<AwaitedAnswer> awaited) implements Change {}

    /** The process raised an alarm at this time of the runner's. */
    record AlarmHeard(String migration, Instant at) implements Change {}

    /** What the process may reach has changed at this time of the runner's. */
    record NetworkHeard(String migration, Instant at) implements Change {}

    /** A dry-run of this request succeeded. */
    record Rehearsed(String migration, String request) implements Change {}

    /** The runner was told something about the migration, or told something. */
    record Heard(String migration, Instant at) implements Change {}

    /** Something was ordered to be removed; the first order counts until it is done. */
    record TearDownOrdered(String migration, Instant at) implements Change {}

    /** Nothing of the run is left on the cluster, not even its state. */
    record RunCleared(String migration, int run) implements Change {}

    record PoolSeen(PoolFacts pool) implements Change {}
}
