package io.movein.review.lifecycle;

import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import io.movein.model.Actor;
import io.movein.model.MigrationStatus;
import io.movein.progress.RunProgress;
import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import io.movein.review.state.Pool;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Tenant;
import io.movein.review.state.Wanted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A decision in the making about one migration: the changes so far, and the state as it is with them. What lies below is
 * never touched.
 */
final class DecisionBuilder {
    private final PlatformState state;
    private final List<Change> changes;
    private final Instant now;
    private final String id;

    private DecisionBuilder(PlatformState state, List<Change> changes, Instant now, String id) {
        this.state = state;
        this.changes = changes;
        this.now = now;
        this.id = id;
    }

    static DecisionBuilder about(String migration, Platform platform, Instant now) {
        return new DecisionBuilder(new PlatformState(platform), new ArrayList<>(), now, migration);
    }

    /** The same decision, about another migration: whoever frees a place decides for those who wait for it. */
    DecisionBuilder about(String migration) {
        return new DecisionBuilder(state, changes, now, migration);
    }

    Decision decision() {
        return new Decision(List.copyOf(changes));
    }

    Instant now() {
        return now;
    }

    boolean isKnown() {
        return state.migration(id) != null;
    }

    Migration migration() {
        return Objects.requireNonNull(state.migration(id), id);
    }

    MigrationStatus status() {
        return Objects.requireNonNull(migration().getStatus(), id);
    }

    /** The tenant that the last review found; before that one that has written nothing. */
    Tenant tenant() {
        return state.tenant(Optional.ofNullable(status().getTenant()).orElse(""));
    }

    Tenant tenant(String namespace) {
        return state.tenant(namespace);
    }

    @Nullable
    MigrationPlan plan(String plan) {
        return state.plan(plan);
    }

    Pool pool() {
        return state.pool();
    }

    SortedMap<Long, QueuedRun> queue() {
        return state.queue();
    }

    /** The run that is active in the tenant, as people call it. */
    Optional<String> activeRun(String namespace) {
        return Optional.ofNullable(state.reservation(namespace))
                .map(active -> "run " + active.getRun() + " of " + active.getMigration());
    }

    /** Of the event that happens next. */
    long nextSequence() {
        return migration().getSequence() + 1;
    }

    void happened(MigrationStatus status, Events.Event event) {
        var sequence = nextSequence();
        var record = event.of(new Events.Head(id, sequence, now, status));
        add(new Change.Happened(id, sequence, now, status, record));
        PlanBond.follow(this, record);
    }

    void progressed(RunProgress told) {
        var id = new RunId(MigrationId.parse(this.id), told.getRun());
        add(new Change.Progressed(this.id, id.orderId("progress/" + told.getAt().toEpochMilli()), told));
    }

    /** Nothing changed, but somebody shall hear something. */
    void told(Events.Event event) {
        happened(status(), event);
    }

    void refuse(String command, Actor actor, Refusal refusal) {
        told(Events.commandRefused(command, actor, refusal));
    }

    void handled(String command) {
        add(new Change.CommandHandled(id, command));
    }

    void order(int run, String what, SpecificRecord order) {
        add(new Change.Ordered(id, new RunId(MigrationId.parse(id), run).orderId(what), order));
    }

    void want(@Nullable Wanted wanted) {
        add(new Change.FactsWanted(id, wanted));
    }

    void add(Change change) {
        changes.add(change);
        Replay.replay(change, state);
    }
}
