package io.movein.live;

import io.movein.live.Transitions.Event;
import io.movein.live.Transitions.State;
import io.movein.process.Stop;
import io.movein.process.control.CutoverOrder;
import io.movein.store.redis.Comparison;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Replica;
import io.movein.store.redis.Spool;
import io.movein.store.redis.Target;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tenant on its way. {@link #run} does the work in the caller's thread; commands come from others, and are answered at once and
 * carried out by that thread between two looks.
 */
public final class TenantMigration implements AutoCloseable {

    /** Whether copies at the target may expire by themselves. */
    private static final String ARMED = "copies expire";

    private static final String YES = "yes";
    private static final String NO = "no";
    private static final long LOOK_EVERY_MILLISECONDS = 20;

    /** In what a comparison waits for the writer. */
    private static final Duration LONGEST_COMPARISON = Duration.ofMinutes(30);

    private final MigrationConfig config;
    private final Notes notes;
    private final Pacing pacing;
    private final MigrationListener listener;
    private final Clock clock;
    private final LinkedBlockingQueue<Consumer<TenantMigration>> commands = new LinkedBlockingQueue<>();
    private final Sides sides;
    private final Gateways gateways;
    private final long begun = System.nanoTime();
    private volatile long ended;
    private volatile State state = State.BEGIN;
    private volatile @Nullable Replica replica;
    private volatile OptionalLong keysTotal = OptionalLong.empty();
    private volatile OptionalDouble downtime = OptionalDouble.empty();
    private volatile Optional<String> error = Optional.empty();
    private volatile Optional<CutoverOrder> order;
    private volatile boolean compared;
    private long refusedKeys;

    TenantMigration(MigrationConfig config, Notes notes, Pacing pacing, MigrationListener listener, Clock clock) {
        this.config = config;
        this.notes = notes;
        this.pacing = pacing;
        this.listener = listener;
        this.clock = clock;
        this.sides = Sides.open(config, notes);
        this.gateways = Gateways.open(config, sides);
        this.order = config.automatic() ? Optional.of(new CutoverOrder(false, Optional.empty())) : Optional.empty();
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
                return;
            }
            begin();
            while (!state.phase().isFinal() && !stop.requested()) {
                look();
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

    private void begin() {
        if (sides.cutoverWasBegun() && !config.fast()) {
            listener.told("an earlier run ended while it held the tenant's writes; the source goes on");
            sides.giveBack();
            gateways.again(false);
        }
        if (config.fast()) {
            sides.holdWrites();
            sides.saveSource();
        }
        var target = Target.open(config.target(), config.tenant(), config.targetDatabase());
        if (notes.get(ARMED).filter(YES::equals).isPresent()) {
            listener.told(
                    "an earlier run ended in the middle of a cutover, when copies had begun to expire; all is copied anew");
            target.empty(config.tenant());
            notes.put(ARMED, NO);
        }
        var sync = config.sync();
        var started = new Replica(
                config.source(),
                config.tenant(),
                target,
                config.targetDatabase(),
                new Spool(sync.memory(), sync.spool(), config.scratch()),
                new Replica.Settings(
                        sync.batchSize(),
                        sync.partSize(),
                        pacing::parallel,
                        pacing::take,
                        sync.tries(),
                        sync.firstWait(),
                        (key, why) -> {
                            refusedKeys++;
                            listener.refused(key.toString(), why);
                        },
                        listener::told));
        replica = started;
        started.start();
        on(Event.VALID);
    }

    private void look() throws InterruptedException {
        var running = running();
        if (running.ended().isCompletedExceptionally()) {
            throw running.failure();
        }
        switch (state.phase()) {
            case INITIAL_SYNC -> {
                if (running.caughtUp().isDone() && running.position().offset() >= 0) {
                    on(Event.SYNCED);
                } else if (System.nanoTime() - begun > config.sync().timeout().toNanos()) {
                    throw running.late("the copy was not complete after %s; give it more time, or mode 'fast'"
                            .formatted(config.sync().timeout()));
                }
            }
            case LIVE_SYNC -> {
                if (running.position().offset() < 0) {
                    compared = false;
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

    private void liveSync() throws InterruptedException {
        if (refusedKeys > 0) {
            throw running().late("%d keys were not taken; they stand in the evidence".formatted(refusedKeys));
        }
        if (config.compare() && !compared) {
            compare();
        }
        if (order.isPresent() && isDue(order.get())) {
            var due = order.get();
            if (due.force() || running().waiting() <= config.maxLag()) {
                cut();
            }
        }
    }

    private boolean isDue(CutoverOrder given) {
        return given.at().map(at -> !clock.instant().isBefore(at)).orElse(true);
    }

    private void compare() throws InterruptedException {
        var result = Comparison.of(config.source(), config.tenant(), running(), config.sample(), LONGEST_COMPARISON);
        listener.compared(result);
        compared = true;
        if (!result.same()) {
            throw running()
                    .late("the two sides differ at offset %d: %d keys here and %d there, checksums %s and %s"
                            .formatted(
                                    result.offset(),
                                    result.target().alive(),
                                    result.source().alive(),
                                    result.target().hex(),
                                    result.source().hex()));
        }
    }

    private void cut() throws InterruptedException {
        on(Event.CUT);
        notes.put(ARMED, YES);
        try {
            var moved = new Cutover(sides, gateways, running(), config.limit()).run();
            var pause = config.fast() ? Duration.ofNanos(System.nanoTime() - begun) : moved.pause();
            downtime = OptionalDouble.of(pause.toNanos() / 1e6);
            on(Event.MOVED);
            var closed = sides.afterMove();
            listener.moved(new MigrationListener.Moved(
                    pause,
                    moved.offset(),
                    running().position().offset(),
                    moved.clients() + closed,
                    moved.expirations(),
                    sides.sourceIsShut()));
            running().target().forgetAll();
            on(Event.CLEAN);
        } catch (Cutover.NotMoved notMoved) {
            notes.put(ARMED, NO);
            error = Optional.of(String.valueOf(notMoved.getMessage()));
            order = Optional.empty();
            on(Event.NOT_MOVED);
            listener.told(notMoved.getMessage() + "; /cutover tries again");
            if (config.automatic() || config.fast()) {
                throw running().late(String.valueOf(notMoved.getMessage()));
            }
        }
    }

    /** The process died after the target had become the owner. */
    private void finishAnEarlierMove() {
        listener.told("an earlier run had moved the writes; what was left is done");
        sides.holdWrites();
        sides.saveSource();
        sides.moveWrites();
        gateways.again(true);
        sides.afterMove();
        try (var target = Target.open(config.target(), config.tenant(), config.targetDatabase())) {
            target.forgetAll();
        }
        state = State.of(Phase.CLEANUP);
        on(Event.CLEAN);
    }

    private void fail(RedisFailure failure) {
        error = Optional.of(String.valueOf(failure.getMessage()));
        try {
            if (sides.targetOwns()) {
                listener.told("the target owns the tenant; a run that resumes does what is left");
            } else if (sides.cutoverWasBegun()) {
                sides.giveBack();
            }
        } catch (RedisFailure again) {
            listener.told("the source may still refuse the tenant's writes (%s); a run that resumes gives them back"
                    .formatted(again.getMessage()));
        }
        on(Event.FAIL);
    }

    /** @throws IllegalArgumentException where it cannot be now */
    public void pause() {
        if (Transitions.after(state, Event.PAUSE).isEmpty()) {
            throw new IllegalArgumentException("%s cannot be paused".formatted(state.phase()));
        }
        running().pause();
        commands.add(migration -> migration.on(Event.PAUSE));
    }

    public void proceed() {
        if (state.phase() == Phase.PAUSED) {
            running().proceed();
            commands.add(migration -> migration.on(Event.GO_ON));
        }
    }

    /**
     * Removes what was copied; the source never noticed.
     *
     * @throws IllegalArgumentException where it cannot be now
     */
    public void cancel() {
        if (Transitions.after(state, Event.CANCEL).isEmpty()) {
            throw new IllegalArgumentException(
                    "%s cannot be rolled back; the way back is a migration in the other direction"
                            .formatted(state.phase()));
        }
        commands.add(TenantMigration::takeBack);
    }

    private void takeBack() {
        var running = running();
        running.close();
        var target = Target.open(config.target(), config.tenant(), config.targetDatabase());
        try (target) {
            target.empty(config.tenant());
            target.forgetAll();
        }
        if (sides.cutoverWasBegun()) {
            sides.giveBack();
        }
        sides.restoreTarget();
        on(Event.CANCEL);
    }

    /**
     * Cuts over as soon as it can be, or at the time given.
     *
     * @throws IllegalArgumentException where it cannot be now, or the lag is not known or too large and it is not forced
     */
    public void cutover(CutoverOrder given) {
        if (state.phase() != Phase.LIVE_SYNC) {
            throw new IllegalArgumentException("no cutover in phase %s (expected live_sync)".formatted(state.phase()));
        }
        var waiting = running().waiting();
        // while the sides are compared nothing is written to the target, and the order waits
        var mayWait = given.at().isPresent() || (config.compare() && !compared);
        if (!given.force() && !mayWait && waiting > config.maxLag()) {
            throw new IllegalArgumentException("%d writes are under way (expected at most %d); wait, or say 'force'"
                    .formatted(waiting, config.maxLag()));
        }
        order = Optional.of(given);
    }

    /** Compares the two sides once more. */
    public void verify() {
        if (state.phase() != Phase.LIVE_SYNC) {
            throw new IllegalArgumentException(
                    "nothing to compare in phase %s (expected live_sync)".formatted(state.phase()));
        }
        compared = false;
    }

    /** Counted by whoever looked at the source before. */
    public void keysTotal(long count) {
        keysTotal = OptionalLong.of(count);
    }

    public MigrationStatus status() {
        var running = replica;
        var synced = running == null ? 0 : running.figures().copied();
        var progress = keysTotal.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1.0, synced / (double) Math.max(1, keysTotal.getAsLong())));
        var behind = running == null ? OptionalLong.empty() : running.behind();
        return new MigrationStatus(
                config.name(),
                config.name(),
                config.source().host() + ":" + config.source().port(),
                config.target().host() + ":" + config.target().port(),
                state.phase(),
                progress,
                synced,
                keysTotal,
                running == null || behind.isEmpty() ? OptionalLong.empty() : OptionalLong.of(running.waiting()),
                behind,
                left(progress),
                downtime,
                ((ended == 0 ? System.nanoTime() : ended) - begun) / 1e9,
                error);
    }

    private OptionalLong left(OptionalDouble progress) {
        if (state.phase() != Phase.INITIAL_SYNC || progress.orElse(0) <= 0) {
            return OptionalLong.empty();
        }
        var seconds = (System.nanoTime() - begun) / 1e9;
        return OptionalLong.of(Math.round(seconds / progress.getAsDouble() - seconds));
    }

    private Replica running() {
        var running = replica;
        if (running == null) {
            throw new IllegalArgumentException("the migration has not begun");
        }
        return running;
    }

    private void on(Event event) {
        Transitions.after(state, event).ifPresent(next -> {
            state = next;
            ended = next.phase().isFinal() ? System.nanoTime() : 0;
            listener.phase(next.phase());
        });
    }

    @Override
    public void close() {
        var running = replica;
        if (running != null) {
            var target = running.target();
            running.close();
            target.close();
        }
        sides.close();
        gateways.close();
    }
}
