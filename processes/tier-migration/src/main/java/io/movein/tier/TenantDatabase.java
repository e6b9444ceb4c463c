package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.lease.Fenced;
import io.movein.process.lease.Lease;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.AgreedSnapshots.NotAgreed;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.ExportedSnapshot;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.SchemaContents;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableDescription;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.PostgresqlPlan.OnRollback;
import io.movein.tier.configuration.TierPlan;
import io.movein.tier.configuration.TierPlan.Changes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** The tenant's rows: copied over one snapshot, and with {@code follow} carried over from there on by logical replication. */
final class TenantDatabase implements TenantStore {

    /** Whose holder is ended more often is ended for a reason. */
    private static final int MOST_SNAPSHOTS = 3;

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final ProcessRun<TierPlan> run;
    private final PostgresqlPlan plan;
    private final BooleanSupplier goBack;
    private final Runnable fence;
    private final Sides sides;
    private final TargetMarker marker;
    private final Following following;
    private final References references;
    private final WayBack wayBack;
    private final Renaming renaming;
    private Optional<Begun> begun = Optional.empty();
    private long rows;

    private record Begun(Rules rules, ExportedSnapshot snapshot) {}

    TenantDatabase(ProcessRun<TierPlan> run, PostgresqlPlan plan, BooleanSupplier goBack, Lease lease) {
        this.run = run;
        this.plan = plan;
        this.goBack = goBack;
        this.fence = lease::check;
        this.sides = Sides.of(plan, run.secrets());
        this.marker = new TargetMarker(sides.target(), plan, MigrationName.of(run.configuration()));
        this.following = new Following(run, sides, lease);
        this.references = new References(run, plan, fence);
        this.wayBack = new WayBack(run, plan, sides, fence);
        this.renaming = new Renaming(sides.target(), plan);
    }

    private boolean follows() {
        return run.configuration().changes() == Changes.FOLLOW;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public List<ConfigurationProblem> problems() {
        return new DatabaseReadiness(run, plan, sides, marker).check();
    }

    @Override
    public Optional<String> size() {
        var readiness = new DatabaseReadiness(run, plan, sides, marker);
        readiness.check();
        var found = readiness.rows();
        run.progress().phase("count", "rows", OptionalLong.of(found.rows()));
        run.progress().add(found.rows());
        var keyless = found.withoutKey();
        return Optional.of("%d rows in %d tables, %s, with indexes about %s%s"
                .formatted(
                        found.rows(),
                        found.tables(),
                        Amounts.bytes(found.bytes()),
                        Amounts.bytes(found.bytesWithIndexes()),
                        keyless.isEmpty()
                                ? ""
                                : " (without a primary key, compared by whole rows alone: %s)".formatted(keyless)));
    }

    @Override
    public boolean mayBeThere() {
        return !following.left().isEmpty() || !wayBack.left().isEmpty();
    }

    @Override
    public void begin() throws InterruptedException {
        Rules rules;
        try (var session = sides.source().open()) {
            rules = Rules.of(plan, new DatabaseCatalogue(session, plan.schemas()).tables());
        }
        begun = Optional.of(new Begun(rules, snapshot(rules)));
    }

    private ExportedSnapshot snapshot(Rules rules) throws InterruptedException {
        if (follows()) {
            return following.begin(rules, goBack);
        }
        run.progress().phase("snapshot", "snapshots", OptionalLong.of(1));
        var snapshot = ExportedSnapshot.of(sides.source());
        run.progress().add(1);
        return snapshot;
    }

    @Override
    public void copied() throws InterruptedException {
        for (var number = 1; !isImported(number); number++) {
            undo(true);
            begin();
        }
        if (follows()) {
            following.subscribe(plan.schemas());
        }
        letGo();
    }

    /** @return false where the snapshot was lost meanwhile, so that what was copied is no state of the source */
    private boolean isImported(int number) throws InterruptedException {
        var from = begun.orElseThrow();
        try {
            var importing = new Importing(run, plan, sides, goBack, fence, from.rules(), from.snapshot(), number);
            importing.schema();
            rows = importing.rows();
            importing.keysAndIndexes();
            return true;
        } catch (Fenced e) {
            throw e;
        } catch (PostgresFailure | MigrationFailure e) {
            if (number == MOST_SNAPSHOTS || !isLost(from.snapshot(), e)) {
                throw e;
            }
            run.progress()
                    .log(
                            "postgresql: the snapshot was lost, as a connection to the source is gone (%s): what was copied is removed, and everything is copied anew at another one; attempt %d of at most %d"
                                    .formatted(
                                            run.secrets().redact(String.valueOf(e.getMessage())),
                                            number + 1,
                                            MOST_SNAPSHOTS));
            run.figures().put("lostSnapshots", number);
            return false;
        }
    }

    /** Whether the state that was being copied is lost, told as soon as a source that went away answers again. */
    private boolean isLost(ExportedSnapshot snapshot, RuntimeException why) throws InterruptedException {
        var absence = new Absence(this::log);
        while (!goBack.getAsBoolean()) {
            try {
                return snapshot.isLost() || Absence.isOf(why);
            } catch (PostgresFailure e) {
                if (!absence.mayPass(e)) {
                    return false;
                }
            }
            Thread.sleep(LOOK_EVERY);
        }
        return false;
    }

    private void log(String line) {
        run.progress().log(run.secrets().redact(line));
    }

    private void letGo() {
        begun.map(Begun::snapshot).ifPresent(ExportedSnapshot::close);
        begun = Optional.empty();
    }

    @Override
    public Optional<String> moved() {
        return Optional.of("%d rows".formatted(rows));
    }

    @Override
    public boolean isClose() {
        return !follows() || following.isClose();
    }

    @Override
    public void drain() throws InterruptedException {
        if (follows()) {
            following.drain();
        }
        fence.run();
        new RowComparison(run, plan, sides).carrySequencesOver();
        rename();
    }

    private void rename() {
        if (plan.rename().isNone()) {
            return;
        }
        run.progress().phase("rename", "names", OptionalLong.empty());
        fence.run();
        run.progress().log("at the target " + renaming.make());
    }

    @Override
    public Optional<String> verifyFollowed() throws InterruptedException {
        if (!follows()) {
            return Optional.empty();
        }
        List<TableDescription> moving;
        try (var session = sides.source().open()) {
            moving = Rules.of(plan, new DatabaseCatalogue(session, plan.schemas()).tables())
                    .moving();
        }
        try (var agreed = following.agree(moving, goBack)) {
            AgreedPosition.found(run.checks(), "the database", agreed.position());
            new RowComparison(run, plan, sides).make(agreed.source(), agreed.target());
            return Optional.of("the database at position %s, for which the source's writes may have waited for %d ms"
                    .formatted(agreed.position(), agreed.held().toMillis()));
        } catch (NotAgreed | PostgresFailure e) {
            return AgreedPosition.none(run.checks(), "the database", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void verify() throws InterruptedException {
        new RowComparison(run, plan, sides).make();
    }

    @Override
    public void beforeSwitch() throws InterruptedException {
        references.rewrite(sides.target());
        wayBack.open();
    }

    @Override
    public Optional<String> undo(boolean anew) {
        letGo();
        var done = new ArrayList<String>();
        var failed = new ArrayList<String>();
        var followed = new LinkedHashSet<>(following.left());
        if (follows()) {
            followed.add(following.own());
        }
        followed.forEach(one -> attempt(() -> following.end(one), Following.byHand(one), done, failed));
        wayBack.left().forEach(one -> attempt(() -> wayBack.end(one), WayBack.byHand(one), done, failed));
        attempt(() -> drop(anew), "empty the schemas %s of the target".formatted(plan.schemas()), done, failed);
        if (!failed.isEmpty()) {
            done.addAll(failed);
            throw new MigrationFailure(ExitCode.DESTINATION, String.join("; ", done));
        }
        return Optional.of(String.join(", ", done));
    }

    private interface Step {
        String make();
    }

    /** Whatever became of the one before. */
    private static void attempt(Step step, String byHand, List<String> done, List<String> failed) {
        try {
            done.add(step.make());
        } catch (Fenced e) {
            throw e;
        } catch (PostgresFailure | MigrationFailure e) {
            failed.add("%s; %s by hand".formatted(e.getMessage(), byHand));
        }
    }

    private String drop(boolean anew) {
        fence.run();
        var found = marker.find();
        if (found.isEmpty()) {
            return "nothing was copied";
        }
        if (!marker.isOurs(found.get())) {
            return "what another migration has at the target is left alone";
        }
        renaming.undo();
        if (plan.onRollback() == OnRollback.MARK && !anew) {
            mark();
            return "what was copied is kept and marked as failed" + references.undo(sides.target());
        }
        SchemaContents.drop(sides.target(), plan.schemas());
        try (var session = sides.target().open()) {
            found.get().made().forEach(schema -> session.execute("drop schema if exists " + SqlText.name(schema)));
        }
        references.forget();
        return "what was copied is dropped";
    }

    private void mark() {
        try (var session = sides.target().open()) {
            for (var schema : plan.schemas()) {
                if (SchemaContents.missing(session, List.of(schema)).isEmpty()) {
                    session.execute("comment on schema %s is %s"
                            .formatted(
                                    SqlText.name(schema),
                                    SqlText.literal("movein: a failed copy of tenant "
                                            + run.configuration().tenant())));
                }
            }
        }
    }
}
