package io.movein.live;

import io.movein.live.Transitions.Event;
import io.movein.live.Transitions.State;
import io.movein.process.Stop;
import io.movein.process.control.CutoverOrder;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Replicas;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tenant on its way. {@link #run} does the work in the caller's thread; commands come from others, and are answered at once and
 * carried out by that thread between two looks.
 */
public final class TenantMigration implements AutoCloseable {

    /** Whether copies at the target may expire by themselves. */
    static final String ARMED = "copies expire";

    static final String YES = "yes";
    private static final String NO = "no";

    /** They have their own expirations, as the target was the owner until now, and are to get others. */
    static final String MARKED = "marked";

    private static final long LOOK_EVERY_MILLISECONDS = 20;

    private final MigrationConfig config;
    private final Notes notes;
    private final Pacing pacing;
    private final MigrationListener listener;
    private final LinkedBlockingQueue<Consumer<TenantMigration>> commands = new LinkedBlockingQueue<>();
    private final Sides sides;
    private final Gateways gateways;
    private final Naming naming;
    private final WayBack wayBack;
    private final AfterMove afterMove;
    private final Progress progress;
    private final CutoverOrders orders;
    private final Verification verification;
    private volatile State state;
    private volatile @Nullable Replicas replica;
    private final AtomicLong refusedKeys = new AtomicLong();

    TenantMigration(MigrationConfig config, Notes notes, Pacing pacing, MigrationListener listener, Clock clock) {
        this.config = config;
        this.notes = notes;
        this.pacing = pacing;
        this.listener = listener;
        this.progress = new Progress(config);
        this.sides = Sides.open(config, notes);
        this.state = State.of(sides.targetOwns() ? Phase.CLEANUP : Phase.VALIDATING);
        this.gateways = new Gateways(config);
        this.naming = new Naming(config, notes, listener, clock);
        this.wayBack = new WayBack(config, sides, notes, pacing, listener, naming);
        this.afterMove = new AfterMove(sides, gateways, wayBack, naming, progress, listener);
        this.orders = new CutoverOrders(config, clock);
        this.verification = new Verification(config.compare(), config.sample(), listener);
    }

    /**
     * Until it is completed, cancelled or failed, or a stop is requested: then the target says how far it is, and another run goes on.
     *
     * @throws RedisFailure if it failed
     */
    public void run(Stop stop) throws InterruptedException {
        try {
            sides.prepare();
            if (sides.targetOwns()) {
                finishAnEarlierMove();
            } else {
                begin();
            }
            while (!state.phase().isFinal() && !stop.requested()) {
                check();
                var command = commands.poll(LOOK_EVERY_MILLISECONDS, TimeUnit.MILLISECONDS);
                if (command != null) {
                    command.accept(this);
                }
            }
        } catch (RedisFailure failure) {
            fail(failure);
            throw failure;
        }
    }

    private void begin() throws InterruptedException {
        naming.settle();
        if (sides.cutoverWasBegun() && !config.fast()) {
            listener.told("an earlier run ended while it held the tenant's writes; the source continues");
            sides.giveBack();
            gateways.backToSource(listener::told);
        }
        if (config.fast()) {
            sides.willHoldWrites();
            sides.holdWrites();
            sides.saveSource();
        }
        var target = sides.openTargets();
        if (notes.get(ARMED).filter(YES::equals).isPresent()) {
            listener.told(
                    "an earlier run ended in the middle of a cutover, when copies had begun to expire; everything is copied"
                            + " anew");
            target.empty();
            notes.put(ARMED, NO);
        }
        var started = config.replicas(sides.source(), target, pacing, listener, (key, why) -> {
            refusedKeys.incrementAndGet();
            listener.refused(key.toString(), why);
        });
        replica = started;
        started.start();
        if (notes.get(ARMED).filter(MARKED::equals).isPresent()) {
            notes.put(ARMED, YES);
            started.disarm();
            notes.put(ARMED, NO);
        }
        on(Event.VALID);
    }

    private void check() throws InterruptedException {
        if (state.phase() == Phase.CLEANUP) {
            checkTheWayBack();
            return;
        }
        sides.check();
        var running = running();
        running.failure().ifPresent(failure -> {
            throw failure;
        });
        switch (state.phase()) {
            case INITIAL_SYNC -> {
                if (running.caughtUp()) {
                    on(Event.SYNCED);
                } else if (progress.sinceBegun().compareTo(config.sync().timeout()) > 0) {
                    throw running.late("the copy was not complete after %s; allow more time, or use mode 'fast'"
                            .formatted(config.sync().timeout()));
                }
            }
            case LIVE_SYNC -> {
                if (!running.isWhole()) {
                    verification.again();
                    on(Event.ANEW);
                } else {
                    liveSync();
                }
            }
            default -> {
                // paused, or final
            }
        }
    }

    private void checkTheWayBack() {
        var now = afterMove.check();
        if (now == AfterMove.Now.WENT_BACK) {
            on(Event.CANCEL);
        } else if (now == AfterMove.Now.OVER) {
            clean();
        }
    }

    /** There is no way back any more. */
    private void clean() {
        if (state.phase() == Phase.CLEANUP && afterMove.stay()) {
            on(Event.CLEAN);
        }
    }

    private void liveSync() throws InterruptedException {
        if (refusedKeys.get() > 0) {
            throw running().late("the target refused %d keys; the evidence lists them".formatted(refusedKeys.get()));
        }
        if (verification.isDue()) {
            verification.run(Verification.Both.of(running()));
        }
        naming.settle();
        if (orders.isDue(running()::waiting)) {
            cut();
        }
    }

    private void cut() throws InterruptedException {
        on(Event.CUT);
        notes.put(ARMED, YES);
        try {
            var moved = new Cutover(sides, gateways, wayBack, naming, running(), config.limit()).run();
            var pause = config.fast() ? progress.sinceBegun() : moved.pause();
            progress.writesHeld(pause);
            on(Event.MOVED);
            var closed = sides.afterMove();
            listener.moved(new MigrationListener.Moved(
                    pause,
                    moved.offset(),
                    running().position(),
                    moved.clients() + closed,
                    moved.expirations(),
                    sides.sourceIsShut()));
            running().forgetAll();
            naming.afterMove();
            keepTheWayBack();
        } catch (Cutover.NotMoved notMoved) {
            notes.put(ARMED, NO);
            progress.failed(String.valueOf(notMoved.getMessage()));
            orders.forget();
            on(Event.NOT_MOVED);
            listener.told(notMoved.getMessage() + "; /cutover tries again");
            if (config.automatic() || config.fast()) {
                throw running().late(String.valueOf(notMoved.getMessage()));
            }
        }
    }

    /** Nothing of the source is followed any more; if it is wanted, the source follows. */
    private void keepTheWayBack() {
        if (wayBack.isWanted() || naming.isKept()) {
            Optional.ofNullable(replica).ifPresent(Replicas::close);
        } else {
            on(Event.CLEAN);
        }
        if (wayBack.isWanted()) {
            wayBack.begin();
        }
    }

    /** The process died after the target had become the owner. */
    private void finishAnEarlierMove() {
        if (wayBack.wasTaken()) {
            wayBack.begin();
            return;
        }
        afterMove.finish();
        listener.phase(Phase.CLEANUP);
        keepTheWayBack();
    }

    private void fail(RedisFailure failure) {
        progress.failed(String.valueOf(failure.getMessage()));
        try {
            if (wayBack.goesBack()) {
                listener.told("the tenant was going back; a run that resumes continues from there");
            } else if (sides.targetOwns()) {
                listener.told("the target owns the tenant; a run that resumes does what is left");
            } else if (sides.cutoverWasBegun()) {
                sides.giveBack();
            }
        } catch (RedisFailure again) {
            listener.told("the source may still refuse the tenant's writes (%s); a run that resumes allows them again"
                    .formatted(again.getMessage()));
        }
        on(Event.FAIL);
    }

    /** @throws IllegalArgumentException where it cannot be now */
    public void pause() {
        if (Transitions.after(state, Event.PAUSE).isEmpty()) {
            throw new IllegalArgumentException("a migration in phase %s cannot be paused".formatted(state.phase()));
        }
        running().pause();
        commands.add(migration -> migration.on(Event.PAUSE));
    }

    /** Goes on after a pause; after the cutover without a way back. */
    public void proceed() {
        if (state.phase() == Phase.CLEANUP) {
            commands.add(TenantMigration::clean);
        } else if (state.phase() == Phase.PAUSED) {
            running().proceed();
            commands.add(migration -> migration.on(Event.GO_ON));
        }
    }

    /**
     * Removes what was copied, and the source never noticed; after the cutover, goes back with everything that was written at the target.
     *
     * @throws IllegalArgumentException where it cannot be now
     */
    public void cancel() {
        if (Transitions.after(state, Event.CANCEL).isEmpty()) {
            throw new IllegalArgumentException(
                    "a migration in phase %s cannot be rolled back; the way back is a migration in the other direction"
                            .formatted(state.phase()));
        }
        if (state.phase() == Phase.CLEANUP) {
            wayBack.mayGoBack();
            commands.add(migration -> migration.afterMove.goBack());
        } else {
            commands.add(TenantMigration::takeBack);
        }
    }

    private void takeBack() {
        var running = running();
        running.close();
        var target = sides.openTargets();
        try (target) {
            target.empty();
            target.forgetAll();
        }
        if (sides.cutoverWasBegun()) {
            sides.giveBack();
        }
        sides.restoreTarget();
        on(Event.CANCEL);
    }

    /** {@link #cutover(CutoverOrder, Optional)}, with the name that the configuration has. */
    public void cutover(CutoverOrder given) {
        cutover(given, Optional.empty());
    }

    /**
     * Cuts over as soon as it can be, or at the time given.
     *
     * @param name that is to point to the target, if not the one that the configuration has
     * @throws IllegalArgumentException where it cannot be now, or the lag is not known or too large and it is not forced
     */
    public void cutover(CutoverOrder given, Optional<String> name) {
        if (state.phase() != Phase.LIVE_SYNC) {
            throw new IllegalArgumentException("no cutover in phase %s (expected live_sync)".formatted(state.phase()));
        }
        naming.ask(name);
        // while the sides are compared nothing is written to the target, and the order waits
        orders.give(given, running().waiting(), verification.isDue());
    }

    /** Compares the two sides once more. */
    public void verify() {
        if (state.phase() != Phase.LIVE_SYNC) {
            throw new IllegalArgumentException(
                    "nothing to compare in phase %s (expected live_sync)".formatted(state.phase()));
        }
        verification.again();
    }

    /** Counted by whoever looked at the source before. */
    public void keysTotal(long count) {
        progress.keysTotal(count);
    }

    public MigrationStatus status() {
        return progress.status(state.phase(), replica);
    }

    /** From the order on, until the writes have moved or are given back. */
    boolean isCuttingOver() {
        return switch (state.phase()) {
            case CUTOVER, CLEANUP -> true;
            case COMPLETED, CANCELLED, FAILED -> false;
            case VALIDATING, INITIAL_SYNC, LIVE_SYNC, PAUSED -> orders.isGiven();
        };
    }

    private Replicas running() {
        var running = replica;
        if (running == null) {
            throw new IllegalArgumentException("the migration has not begun");
        }
        return running;
    }

    private void on(Event event) {
        Transitions.after(state, event).ifPresent(next -> {
            state = next;
            progress.reached(next.phase());
            listener.phase(next.phase());
        });
    }

    @Override
    public void close() {
        wayBack.close();
        var running = replica;
        if (running != null) {
            running.close();
            running.closeTargets();
        }
        sides.close();
        gateways.close();
    }
}
