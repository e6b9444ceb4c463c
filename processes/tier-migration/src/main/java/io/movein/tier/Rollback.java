package io.movein.tier;

import io.movein.process.MigrationFailure;
import io.movein.process.lease.Fenced;
import io.movein.process.lease.Lease;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.SchemaContents;
import io.movein.store.postgresql.SqlText;
import io.movein.tier.TargetMarker.Found;
import io.movein.tier.configuration.TierPlan;
import io.movein.tier.configuration.TierPlan.Changes;
import io.movein.tier.configuration.TierPlan.OnRollback;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;

/**
 * Leaves all as it was: first the tenant can write again, then what was copied goes. Each step is tried whatever became of the one before;
 * for one that failed it says what to do by hand.
 */
final class Rollback {

    private final ProcessRun<TierPlan> run;
    private final TierPlan plan;
    private final Sides sides;
    private final Lease lease;
    private final TargetMarker marker;
    private final Freeze freeze;
    private final Following following;
    private final Stores stores;

    Rollback(
            ProcessRun<TierPlan> run,
            Sides sides,
            Lease lease,
            TargetMarker marker,
            Freeze freeze,
            Following following,
            Stores stores) {
        this.run = run;
        this.plan = run.configuration();
        this.sides = sides;
        this.lease = lease;
        this.marker = marker;
        this.freeze = freeze;
        this.following = following;
        this.stores = stores;
    }

    private interface Step {
        String make();
    }

    /** So that it can be begun anew. */
    void makeRoom() {
        make(true);
    }

    /** @return what was done, in words */
    String make() {
        return make(false);
    }

    private String make(boolean anew) {
        run.progress().phase("rollback", "steps", OptionalLong.of(3));
        var words = new StringJoiner(", ");
        words.add(attempt(() -> unfreeze(anew), freeze.byHand()));
        words.add(attempt(this::replication, following.byHand()));
        lease.check();
        for (var store : stores.all()) {
            undo(store, anew).ifPresent(words::add);
        }
        words.add(attempt(
                () -> target(anew),
                "empty the schemas %s of the target".formatted(plan.postgresql().schemas())));
        return words.toString();
    }

    private String attempt(Step step, String byHand) {
        String told;
        try {
            told = step.make();
        } catch (Fenced e) {
            throw e;
        } catch (RuntimeException e) {
            told = "NOT DONE: %s; %s by hand".formatted(text(e), byHand);
        }
        run.progress().add(1);
        run.progress().log("rollback: " + told);
        return told;
    }

    /** A fault of this program has no message that says what it is. */
    private static String text(RuntimeException e) {
        return e instanceof MigrationFailure || e instanceof PostgresFailure
                ? String.valueOf(e.getMessage())
                : e.toString();
    }

    private Optional<String> undo(TenantStore store, boolean anew) {
        Optional<String> told;
        try {
            told = store.undo(anew);
        } catch (Fenced e) {
            throw e;
        } catch (RuntimeException e) {
            told = Optional.of("NOT DONE: %s; a run with resume does it, or you by hand".formatted(text(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            told = Optional.of("NOT DONE: stopped; a run with resume does it");
        }
        told.ifPresent(words -> run.progress().log("rollback: " + words));
        return told;
    }

    /** What an attempt before this one did is not known where its journal is lost. */
    private String unfreeze(boolean anew) {
        if (anew || freeze.mayBeOn()) {
            freeze.end();
        }
        return "the source serves the tenant as before";
    }

    private String replication() {
        if (!following.mayBeOn() && plan.changes() != Changes.FOLLOW) {
            return "nothing was followed";
        }
        following.end();
        return "slot, publication and subscription are gone";
    }

    private String target(boolean anew) {
        lease.check();
        var found = marker.find();
        if (found.isPresent() && !marker.isOurs(found.get())) {
            return "what another migration has at the target is left alone";
        }
        var told = found.map(copy -> undo(copy, anew)).orElse("nothing was copied");
        if (anew) {
            found.ifPresent(_ -> marker.clear());
        } else {
            marker.remove();
        }
        return told;
    }

    private String undo(Found found, boolean anew) {
        var schemas = plan.postgresql().schemas();
        if (plan.postgresql().onRollback() == OnRollback.MARK && !anew) {
            mark(schemas);
            return "what was copied is kept and marked as failed";
        }
        SchemaContents.drop(sides.target(), schemas);
        try (var session = sides.target().open()) {
            found.made().forEach(schema -> session.execute("drop schema if exists " + SqlText.name(schema)));
        }
        return "what was copied is dropped";
    }

    private void mark(List<String> schemas) {
        try (var session = sides.target().open()) {
            for (var schema : schemas) {
                if (SchemaContents.missing(session, List.of(schema)).isEmpty()) {
                    session.execute("comment on schema %s is %s"
                            .formatted(
                                    SqlText.name(schema),
                                    SqlText.literal("movein: a failed copy of tenant " + plan.tenant())));
                }
            }
        }
    }
}
