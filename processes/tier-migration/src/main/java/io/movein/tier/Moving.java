package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.lease.Fenced;
import io.movein.process.lease.Lease;
import io.movein.process.report.ReplicationLag;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.tier.Marker.Stage;
import io.movein.tier.configuration.TierPlan;
import io.movein.tier.configuration.TierPlan.Changes;
import io.movein.tier.configuration.TierPlan.When;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A live run: copied over one snapshot, followed or frozen all the while, proven to be equal, switched. Whatever ends it before the
 * switch, the source serves the tenant as before and is untouched; what was copied is dropped. The point of no return is the
 * compare-and-set in the configuration store.
 */
final class Moving {

    private static final String PAUSE = "pauseMillis";
    private static final String FORCED = "forcedBecause";

    private final ProcessRun<TierPlan> run;
    private final TierPlan plan;
    private final Orders orders;
    private final ConfigurationStore control;
    private final Freeze freeze;
    private final Stores stores;
    private final Marker marker;
    private final Comparison comparison;
    private final Rollback rollback;
    private final Optional<AfterSwitch> after;
    private final KeptReport report;
    private boolean switching;

    Moving(ProcessRun<TierPlan> run, Lease lease) {
        this.run = run;
        this.plan = run.configuration();
        this.orders = new Orders(run.control(), run.stop(), PointOfNoReturn.of(plan));
        this.control = ConfigurationStore.of(run, lease);
        this.freeze = new Freeze(
                run,
                plan.database()
                        .map(database -> Sides.of(database, run.secrets()).source()),
                control);
        this.stores = Stores.of(run, orders::goBack, lease);
        this.marker = stores.marker();
        this.comparison = new Comparison(run, stores);
        this.rollback = new Rollback(run, freeze, stores);
        this.report = new KeptReport(run);
        this.after = plan.database().map(database -> new AfterSwitch(run, database, lease, orders, rollback, marker));
    }

    String move() throws InterruptedException {
        var said = report.summary();
        if (said.isPresent() && control.read().equals(plan.switching().to())) {
            run.progress().log("an earlier run had completed everything");
            report.restore();
            return done(said.get());
        }
        var left = marker.stage();
        if (after.filter(AfterSwitch::mayBeGoing).isPresent()) {
            return wentBackOrNot(after.get());
        }
        if (left.filter(Stage.SWITCHING::equals).isPresent()
                && control.readForGood(plan.switching().to())
                        .equals(plan.switching().to())) {
            report.restore();
            return finish("an earlier run had switched tenant '%s' to '%s'; this one ended the freeze");
        }
        try {
            if (left.isPresent() || freeze.mayBeOn() || stores.mayBeThere()) {
                run.progress().log("an earlier attempt did not finish: what it left is removed");
                rollback.makeRoom();
            }
            copy();
            awaitTheSwitch();
            return cutOver();
        } catch (Fenced | OutcomeUnknown | AfterSwitch.Ended e) {
            throw e;
        } catch (PostgresFailure e) {
            throw rolledBack(Importing.failure(e));
        } catch (MigrationFailure e) {
            throw rolledBack(e);
        } catch (InterruptedException e) {
            throw rolledBack(new MigrationFailure(ExitCode.STOPPED, "told to roll back", e));
        } catch (RuntimeException | Error e) {
            throw ownFault(e);
        }
    }

    /** A process before this one was setting the tenant back. */
    private String wentBackOrNot(AfterSwitch back) throws InterruptedException {
        report.restore();
        if (control.readForGood(plan.switching().from()).equals(plan.switching().from())) {
            throw back.wentBack();
        }
        back.notGoing();
        return finish("an earlier run had switched tenant '%s' to '%s' and did not bring it back");
    }

    /** No tenant stays where it can write nowhere because of this program's own mistakes. */
    private MigrationFailure ownFault(Throwable e) {
        if (switching) {
            return new OutcomeUnknown(
                    "an internal error while switching the tenant: %s; check with '%s' where it is, and let a run with resume complete it"
                            .formatted(e, control.howToRead()),
                    e);
        }
        return rolledBack(new MigrationFailure(ExitCode.UNEXPECTED, "an internal error: " + e, e));
    }

    private MigrationFailure rolledBack(MigrationFailure why) {
        if (switching) {
            return ownFault(why);
        }
        run.progress().log("rolling back: " + run.secrets().redact(String.valueOf(why.getMessage())));
        run.progress().phaseEnded(why.exitCode());
        var how = rollback.make();
        return new MigrationFailure(why.exitCode(), "%s; rolled back: %s".formatted(why.getMessage(), how), why);
    }

    private void copy() throws InterruptedException {
        report.forget();
        marker.copying();
        if (!follows()) {
            stores.beforeFreeze();
            freeze.begin();
        }
        if (plan.database().isEmpty()) {
            run.progress().phase("import", "stores", OptionalLong.empty());
        }
        stores.each(TenantStore::begin);
        stores.each(TenantStore::copied);
    }

    private boolean follows() {
        return plan.changes() == Changes.FOLLOW;
    }

    /** Returns once both sides are proven to be equal and the switch is wanted, or is wanted although they are not. */
    private void awaitTheSwitch() throws InterruptedException {
        if (follows()) {
            var force = awaitTheFreeze();
            orders.refuseVerify();
            stores.beforeFreeze();
            freeze.begin();
            stores.each(TenantStore::drain);
            if (!comparison.make() && !force) {
                throw notEqual();
            }
            return;
        }
        stores.each(TenantStore::drain);
        var equal = comparison.make();
        if (plan.cutover() == When.AUTOMATIC) {
            if (!equal) {
                throw notEqual();
            }
            return;
        }
        awaitTheCommand(equal);
    }

    private void awaitTheCommand(boolean first) throws InterruptedException {
        var equal = first;
        // frozen: the platform passes /cutover on only where it is told how far the target is behind
        run.progress().lag(Optional.of(new ReplicationLag(OptionalLong.of(0), OptionalLong.of(0))));
        orders.acceptVerify();
        orders.acceptCutover();
        run.progress().log("before /cutover: " + PointOfNoReturn.of(plan));
        while (true) {
            run.progress().phase(equal ? "ready" : "differing", "switches", OptionalLong.of(1));
            switch (orders.await()) {
                case Orders.Order.GoBack _ -> throw new InterruptedException("told to roll back");
                case Orders.Order.Verify _ -> equal = comparison.make();
                case Orders.Order.Stay _ -> throw new IllegalStateException("not accepted before the switch");
                case Orders.Order.Switch(var force, var reason) -> {
                    if (equal || force) {
                        keep(reason);
                        return;
                    }
                    run.progress()
                            .log(
                                    "not switched: the sides are not proven to be equal; use /cutover force with the reason, or /rollback");
                }
            }
        }
    }

    /** @return whether the switch is wanted even if the sides are not proven to be equal then */
    private boolean awaitTheFreeze() throws InterruptedException {
        if (plan.cutover() == When.ON_COMMAND) {
            orders.acceptCutover();
            run.progress().log("before /cutover: " + PointOfNoReturn.of(plan));
        }
        orders.acceptVerify();
        run.progress().phase("follow", "changes", OptionalLong.empty());
        while (true) {
            var close = stores.areClose();
            if (plan.database().isEmpty()) {
                lag(stores.missing());
            }
            if (close && plan.cutover() == When.AUTOMATIC && !orders.goBack()) {
                return false;
            }
            switch (orders.poll().orElse(null)) {
                case Orders.Order.GoBack _ -> throw new InterruptedException("told to roll back");
                case Orders.Order.Switch(var force, var reason) -> {
                    if (close || force) {
                        keep(reason);
                        return force;
                    }
                    run.progress()
                            .log(
                                    "not switched: the target is further behind than a maxLag of the plan, or its lag is unknown; try later,"
                                            + " or use /cutover force with the reason");
                }
                case Orders.Order.Verify _ -> {
                    comparison.makeWhileFollowing();
                    run.progress().phase("follow", "changes", OptionalLong.empty());
                }
                case Orders.Order.Stay _ -> throw new IllegalStateException("not accepted before the switch");
                case null -> {
                    // nothing was said
                }
            }
        }
    }

    /** Whoever reads the evidence finds why it was switched by force. */
    private void keep(String reason) {
        if (!reason.isEmpty()) {
            run.progress().step("cutover", "forced by the owner: " + reason);
            run.figures().put(FORCED, reason);
        }
    }

    /** How large what is missing is shows only once nothing is. */
    private void lag(OptionalLong missing) {
        run.progress()
                .lag(
                        missing.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new ReplicationLag(
                                        missing, missing.getAsLong() == 0 ? missing : OptionalLong.empty())));
    }

    private MigrationFailure notEqual() {
        var worst = run.checks().worstFirst().getFirst();
        return new MigrationFailure(
                ExitCode.MISMATCH, "not proven to be equal: %s of %s".formatted(worst.check(), worst.of()));
    }

    private String cutOver() throws InterruptedException {
        if (orders.goBack()) {
            throw new InterruptedException("told to roll back");
        }
        orders.refuseAll();
        stores.each(TenantStore::beforeSwitch);
        run.progress().phase("cutover", "switches", OptionalLong.of(1));
        run.progress().log("now: " + PointOfNoReturn.of(plan));
        run.progress().step("cutover", "begun: " + PointOfNoReturn.of(plan));
        switching = true;
        report.keep();
        marker.switching();
        var place = place();
        if (!place.equals(plan.switching().to())) {
            notSwitched();
            throw new MigrationFailure(
                    ExitCode.REFUSED,
                    "configuration store: the tenant is at '%s' after the switch was asked for (expected '%s')"
                            .formatted(place, plan.switching().to()));
        }
        run.progress().add(1);
        run.progress().step("cutover", "the tenant is at '%s'".formatted(place));
        return finish("tenant '%%s' is at '%%s'; %s were copied".formatted(stores.moved()));
    }

    /** Where the tenant is after the compare-and-set; while nobody knows, nothing is undone. */
    private String place() {
        try {
            return control.set(plan.switching().to(), plan.switching().from());
        } catch (ConfigurationStoreFailure e) {
            if (e.isRefusal()) {
                notSwitched();
                throw e;
            }
            throw new OutcomeUnknown(
                    ("%s; it is not known whether the tenant was switched, so it can write nowhere; check with"
                                    + " '%s', and let a run with resume complete it")
                            .formatted(e.getMessage(), control.howToRead()),
                    e);
        }
    }

    private void notSwitched() {
        marker.notSwitched();
        switching = false;
    }

    private String finish(String sentence) throws InterruptedException {
        try {
            freeze.end().ifPresent(pause -> run.figures().putIfAbsent(PAUSE, pause));
            report.keep();
            var wayBack = after.isPresent() ? after.get().await() : "";
            stores.each(TenantStore::end);
            stores.each(store -> store.settle(orders));
            var summary = summary(sentence, wayBack);
            report.keep(summary);
            return done(summary);
        } catch (Fenced | AfterSwitch.Ended e) {
            throw e;
        } catch (PostgresFailure | MigrationFailure | InterruptedException e) {
            throw new OutcomeUnknown(
                    "the tenant is at '%s', but not everything was completed: %s; %s if it is still frozen, and let a run with resume do the rest"
                            .formatted(plan.switching().to(), e.getMessage(), freeze.byHand()),
                    e);
        }
    }

    private String summary(String sentence, String wayBack) {
        var pause = ((Number) run.figures().getOrDefault(PAUSE, 0)).doubleValue();
        var forced = run.figures().get(FORCED);
        return sentence.formatted(plan.tenant(), plan.switching().to())
                + (pause == 0 ? "" : ", it could not write for %.1f s".formatted(pause / 1000))
                + "; the source's rows are as they were" + wayBack
                + (forced == null ? "" : "; forced by the owner: " + forced);
    }

    /** Whoever comes after a process that is killed here finds that everything is done. */
    private String done(String summary) {
        marker.remove();
        run.progress().phase("done", "switches", OptionalLong.of(1));
        run.progress().add(1);
        return summary;
    }

    /** Neither side is touched any more, as either may be the tenant's. */
    private static final class OutcomeUnknown extends MigrationFailure {
        OutcomeUnknown(String message, Throwable cause) {
            super(ExitCode.REFUSED, message, cause);
        }
    }
}
