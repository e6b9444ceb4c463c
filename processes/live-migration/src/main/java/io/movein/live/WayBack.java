package io.movein.live;

import io.movein.process.Stop;
import io.movein.process.control.CutoverOrder;
import io.movein.store.redis.Anchors;
import io.movein.store.redis.Comparison;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Targets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A migration in the other direction, that is ready while the target is the tenant's. Its place in the target's stream is taken within the
 * cutover, before the target takes the first write, so that it needs no copy and everything that is written there goes back with it. It
 * follows until it is told to go back or is ended. After a restart of the process it goes on, with a copy if it has to.
 */
final class WayBack implements AutoCloseable {

    private static final String PART = "back/";
    private static final Duration LONGEST_SNAPSHOT = Duration.ofMinutes(30);

    private final MigrationConfig config;
    private final Sides sides;
    private final Notes notes;
    private final Pacing pacing;
    private final MigrationListener listener;
    private final Naming naming;
    private final Stop stop = new Stop();
    private @Nullable Anchors anchor;
    private @Nullable Targets source;
    private @Nullable Thread thread;
    private volatile @Nullable TenantMigration back;
    private volatile Optional<String> lost = Optional.empty();
    private volatile long until = Long.MAX_VALUE;

    WayBack(
            MigrationConfig config,
            Sides sides,
            Notes notes,
            Pacing pacing,
            MigrationListener listener,
            Naming naming) {
        this.config = config;
        this.sides = sides;
        this.notes = notes.of(PART);
        this.pacing = pacing;
        this.listener = listener;
        this.naming = naming;
    }

    boolean isWanted() {
        return !config.wayBack().isZero();
    }

    /** Before writes are held: the target keeps its stream from here on. */
    void prepare() throws InterruptedException {
        if (isWanted()) {
            anchor = Anchors.at(sides.target(), LONGEST_SNAPSHOT);
            source = openSource();
        }
    }

    private Targets openSource() {
        return Targets.open(
                sides.target(), sides.source(), config.tenant(), config.tenant().database());
    }

    /** Both sides have the same, and nobody writes: from here on the source follows the target, should the writes move. */
    void mark(Duration longest) throws InterruptedException {
        var target = anchor;
        var at = source;
        if (target != null && at != null) {
            at.startAt(target.now(longest));
            notes.put(TenantMigration.ARMED, TenantMigration.MARKED);
        }
    }

    /** The source is as if nothing had been. */
    void forget() {
        var at = source;
        if (at != null) {
            at.forgetAll();
        }
        release();
    }

    private void release() {
        var target = anchor;
        if (target != null) {
            target.close();
        }
        var at = source;
        if (at != null) {
            at.close();
        }
        anchor = null;
        source = null;
    }

    /** After the move, and after a restart. */
    void begin() {
        var marked = notes.get(TenantMigration.ARMED)
                .filter(TenantMigration.MARKED::equals)
                .isPresent();
        if (marked && anchor == null) {
            // since then keys may have expired at the source that are prolonged at the target
            notes.put(TenantMigration.ARMED, TenantMigration.YES);
        }
        var migration = new TenantMigration(
                config.reversed(naming.handOver(notes)), notes, pacing, new Told(listener), Clock.systemUTC());
        back = migration;
        until = System.nanoTime() + config.wayBack().toNanos();
        thread = Thread.ofPlatform().name("way-back").start(() -> follow(migration));
    }

    private void follow(TenantMigration migration) {
        try (migration) {
            migration.run(stop);
        } catch (RuntimeException failure) {
            lost = Optional.of(String.valueOf(failure.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release();
        }
    }

    /** @throws IllegalArgumentException if it cannot be now */
    void mayGoBack() {
        lost.ifPresent(why -> {
            throw new IllegalArgumentException("the way back is lost: " + why);
        });
        if (!isWanted()) {
            throw new IllegalArgumentException(
                    "there is no way back except a migration in the other direction, or a backup");
        }
        if (!goesBack() && !isReady()) {
            throw new IllegalArgumentException("the way back is not ready; try again");
        }
    }

    private boolean isReady() {
        var migration = back;
        return migration != null && migration.status().phase() == Phase.LIVE_SYNC;
    }

    /**
     * By the thread that sends the tenant's clients to the target: from here on it must not.
     *
     * @throws IllegalArgumentException if it cannot be now
     */
    void goBack() {
        var migration = back;
        if (migration != null && !goesBack()) {
            migration.cutover(new CutoverOrder(true, Optional.empty()));
        }
    }

    /** From the order on until it has gone back, or the target goes on; also where it broke in between. */
    boolean goesBack() {
        var migration = back;
        return migration != null && migration.isCuttingOver() || holdsTheWrites();
    }

    private boolean holdsTheWrites() {
        return Sides.cutoverWasBegun(notes) || wasTaken();
    }

    /** Whether the source is the owner again, whatever happened then. */
    boolean wasTaken() {
        return Sides.targetOwns(notes);
    }

    /** Why it ended while the tenant could write at neither side, or at the source alone; empty where it did not. */
    Optional<RedisFailure> broken() {
        return lost.filter(_ -> holdsTheWrites())
                .map(why -> new RedisFailure(
                        RedisFailure.Kind.UNREACHABLE,
                        config.source(),
                        "the way back broke while it held the tenant's writes: " + why));
    }

    boolean wentBack() {
        var migration = back;
        return migration != null && migration.status().phase() == Phase.COMPLETED;
    }

    /** Why it is not open any more; empty while it is. */
    Optional<String> over() {
        if (lost.isPresent()) {
            return lost.map(
                    why -> "the way back is lost (%s); what remains is a backup or a migration in the other direction"
                            .formatted(why));
        }
        return System.nanoTime() - until > 0
                ? Optional.of("the way back is closed after " + config.wayBack())
                : Optional.empty();
    }

    /** The source keeps what it has. */
    void end() {
        close();
        try (var at = openSource()) {
            at.forgetAll();
        }
    }

    /** Stops, and may go on in another run. */
    @Override
    public void close() {
        stop.request();
        var following = thread;
        if (following != null) {
            try {
                following.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        release();
    }

    /** What the way back does is told, but it is not what the migration does. */
    private record Told(MigrationListener listener) implements MigrationListener {

        @Override
        public void phase(Phase phase) {
            told(phase.toString());
        }

        @Override
        public void told(String line) {
            listener.told("way back: " + line);
        }

        @Override
        public void compared(Comparison.Result result) {
            told(result.same() ? "both sides are equal" : "the sides differ");
        }

        @Override
        public void refused(String key, String why) {
            told("key '%s' was refused: %s".formatted(key, why));
        }

        @Override
        public void moved(Moved moved) {
            told("the source has the writes again; they were held for %.1f ms"
                    .formatted(moved.pause().toNanos() / 1e6));
        }
    }
}
