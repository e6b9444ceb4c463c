package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.lease.Fenced;
import io.movein.process.lease.Lease;
import io.movein.process.report.CheckOutcome;
import io.movein.process.report.ReplicationLag;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.TierPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The tenant is at the target, and for as long as the plan says it can go back with everything that it wrote there. It stays where it is
 * unless both sides are proven to be equal while it can write nowhere; the point of no return is the compare-and-set back.
 */
final class AfterSwitch {

    /** Somebody has to see it although the tenant is served. */
    static final String ALARM = "tierWayBackClosed";

    static final String STUCK = "tierWayBackStuck";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Where the plan has no way back. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ProcessRun<TierPlan> run;
    private final Lease lease;
    private final Orders orders;
    private final Rollback rollback;
    private final Marker marker;
    private final WayBack way;
    private final Pulse pulse;
    private final Freeze freeze;
    private final ConfigurationStore control;

    /** @param rollback removes what is at the target once the tenant is back */
    AfterSwitch(
            ProcessRun<TierPlan> run,
            PostgresqlPlan database,
            Lease lease,
            Orders orders,
            Rollback rollback,
            Marker marker) {
        this.run = run;
        this.lease = lease;
        this.orders = orders;
        this.rollback = rollback;
        this.marker = marker;
        var sides = Sides.of(database, run.secrets());
        this.way = new WayBack(run, database, sides, lease::check);
        var plan = run.configuration().wayBack();
        this.pulse = new Pulse("source", plan == null ? LIMIT : plan.limit());
        // knows nothing of what was sent on the way there
        this.control = ConfigurationStore.of(run, lease);
        this.freeze = new Freeze(run, Optional.of(sides.target()), control);
    }

    /**
     * There is nothing to go back from any more: the tenant is back, and what it left at the target is dealt with as the plan says; or
     * nobody knows where it is, and neither side is touched, as either may be the tenant's.
     */
    static final class Ended extends MigrationFailure {
        private Ended(ExitCode exitCode, String message, @Nullable Throwable cause) {
            super(exitCode, message);
            if (cause != null) {
                initCause(cause);
            }
        }
    }

    /** Whether a process before this one may have set the tenant back. */
    boolean mayBeGoing() {
        return way.mayBeGoing();
    }

    /** It had not: the tenant is at the target. */
    void notGoing() {
        way.notGoing();
    }

    /** @return how it ended, in words; empty where there was no way back */
    String await() throws InterruptedException {
        if (way.isClosing()) {
            return stay(way.closed());
        }
        if (!way.mayBeOn()) {
            // there was none, or a process before this one has closed it
            return closed();
        }
        way.used();
        if (!way.isWanted()) {
            return stay("the plan no longer has one");
        }
        var until = way.until();
        orders.acceptTheWayBack();
        run.progress().phase("way-back", "changes", OptionalLong.empty());
        var next = System.nanoTime();
        while (true) {
            var order = orders.poll().orElse(null);
            if (orders.stopped()) {
                return stay("the process was told to stop");
            }
            if (order instanceof Orders.Order.Stay) {
                return stay("as the owner decided");
            }
            if (!Instant.now().isBefore(until)) {
                return stay("its time is up");
            }
            if (order != null || System.nanoTime() - next >= 0) {
                var broken = broken();
                if (broken.isPresent()) {
                    return closed(broken.get());
                }
                next = System.nanoTime() + LOOK_EVERY.toNanos();
            }
            if (order instanceof Orders.Order.GoBack) {
                var lost = goBack();
                if (lost.isPresent()) {
                    return closed(lost.get());
                }
                orders.acceptTheWayBack();
                run.progress().phase("way-back", "changes", OptionalLong.empty());
            }
        }
    }

    /** @return why there is no way back any more */
    private Optional<String> broken() {
        lease.check();
        try {
            var now = way.standing();
            run.progress()
                    .lag(
                            now.active()
                                    ? Optional.of(new ReplicationLag(
                                            OptionalLong.of(Following.rows(now.behind())),
                                            OptionalLong.of(now.behind())))
                                    : Optional.empty());
            pulse.mark(now).ifPresent(stuck -> run.progress().alarm(STUCK, stuck));
            var stopped = pulse.stopped();
            return stopped.isPresent() ? stopped : way.broken(now);
        } catch (PostgresFailure e) {
            run.progress().lag(Optional.empty());
            pulse.unknown(String.valueOf(e.getMessage()))
                    .ifPresent(unknown -> run.progress().log("way back: " + unknown));
            return Optional.empty();
        }
    }

    private String closed(String why) {
        run.progress().alarm(ALARM, run.secrets().redact(why + "; the tenant stays at the target"));
        return stay("CLOSED: " + why);
    }

    private String stay(String why) {
        orders.refuseTheWayBack();
        lease.check();
        run.progress().phase("closing", "steps", OptionalLong.empty());
        way.closing(why);
        way.end();
        way.notGoing();
        return closed();
    }

    private String closed() {
        var why = way.closed();
        if (why.isEmpty()) {
            return "";
        }
        run.figures().put("wayBack", why);
        run.progress().log("the way back is closed: " + why);
        return "; the way back is closed: " + why;
    }

    /** @return why there is no way back any more; none where the tenant may try again */
    private Optional<String> goBack() throws InterruptedException {
        orders.refuseTheWayBack();
        var stuck = pulse.stuck();
        if (stuck.isPresent()) {
            run.progress().log("the tenant cannot go back while its writes are stuck: " + stuck.get());
            return Optional.empty();
        }
        var began = System.nanoTime();
        try {
            freeze.begin();
            way.drain();
            run.progress().phase("compare", "tables", OptionalLong.empty());
            var lost = lost();
            if (lost.isPresent()) {
                freeze.end();
                return lost;
            }
            lease.check();
            setBack();
        } catch (PostgresFailure e) {
            return notNow(String.valueOf(e.getMessage()));
        } catch (Fenced | Ended e) {
            throw e;
        } catch (MigrationFailure e) {
            return notNow(String.valueOf(e.getMessage()));
        }
        letWrite(began);
        throw wentBack();
    }

    /**
     * What of it fails is done with the rest. Shared sequences are raised once the tenant is back: then they are where the target's
     * numbers begin, which would close a way back.
     */
    private void letWrite(long began) {
        try {
            way.raiseSequences();
            freeze.end();
            run.figures().put("wayBackPauseMillis", (System.nanoTime() - began) / 1e6);
        } catch (Fenced e) {
            throw e;
        } catch (PostgresFailure | MigrationFailure e) {
            run.progress().log("the tenant is back, but may not write yet: " + e.getMessage());
        }
    }

    private Optional<String> notNow(String why) {
        freeze.end();
        run.progress().log("the tenant did not go back and can write at the target: " + why);
        return Optional.empty();
    }

    private Optional<String> lost() throws InterruptedException {
        var shared = way.writtenToSharedTables();
        if (!shared.isEmpty()) {
            return Optional.of(
                    "target: %s was written to, which is shared at the source and does not go back".formatted(shared));
        }
        return way.differences().stream().findFirst().map(AfterSwitch::words);
    }

    private static String words(CheckOutcome worst) {
        return "not proven to be equal: %s of %s (source %s, target %s)"
                .formatted(worst.check(), worst.of(), worst.source(), worst.target());
    }

    /** Returns once the tenant is at the source. */
    private void setBack() {
        var plan = run.configuration().switching();
        way.goingBack();
        String place;
        try {
            place = control.set(plan.from(), plan.to());
        } catch (ConfigurationStoreFailure e) {
            if (e.isRefusal()) {
                way.notGoing();
                throw e;
            }
            throw new Ended(
                    ExitCode.REFUSED,
                    "%s; it is not known whether the tenant went back, so it can write nowhere; check with '%s', and let a run with resume complete it"
                            .formatted(e.getMessage(), control.howToRead()),
                    e);
        }
        if (!place.equals(plan.from())) {
            way.notGoing();
            throw new MigrationFailure(
                    ExitCode.REFUSED,
                    "configuration store: the tenant is at '%s' after it was asked to go back (expected '%s')"
                            .formatted(place, plan.from()));
        }
    }

    /** The source has everything and serves the tenant; by this process or one before it. */
    Ended wentBack() {
        var how = rollback.make();
        if (marker.stage().isEmpty()) {
            way.notGoing();
        }
        return new Ended(
                ExitCode.STOPPED,
                "told to go back after the switch: the tenant is at '%s' with everything that it wrote; %s"
                        .formatted(run.configuration().switching().from(), how),
                null);
    }
}
