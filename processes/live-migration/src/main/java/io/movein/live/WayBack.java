package io.movein.live;

import io.movein.process.Stop;
import io.movein.process.control.CutoverOrder;
import io.movein.store.redis.Anchor;
import io.movein.store.redis.Comparison;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Target;
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
    private final Notes notes;
    private final Pacing pacing;
    private final MigrationListener listener;
    private final Stop stop = new Stop();
    private @Nullable Anchor anchor;
    private @Nullable Target source;
    private @Nullable Thread thread;
    private volatile @Nullable TenantMigration back;
    private volatile Optional<String> lost = Optional.empty();
    private volatile long until = Long.MAX_VALUE;

    WayBack(MigrationConfig config, Notes notes, Pacing pacing, MigrationListener listener) {
        this.config = config;
        this.notes = notes.of(PART);
        this.pacing = pacing;
        this.listener = listener;
    }

    boolean isWanted() {
        return !config.wayBack().isZero();
    }

    /** Before writes are held: the target keeps its stream from here on. */
    void prepare() throws InterruptedException {
        if (isWanted()) {
            anchor = Anchor.at(config.target(), LONGEST_SNAPSHOT);
            source = Target.open(
                    config.source(), config.tenant(), config.tenant().database());
        }
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
        var migration = new TenantMigration(config.reversed(), notes, pacing, new Told(listener), Clock.systemUTC());
        back = migration;
        until = System.nanoTime() + config.wayBack().toNanos();
        thread = Thread.ofPlatform().name("way-back").start(() -> follow(migration));
    }

    private void follow(TenantMigration migration) {
        try (migration) {
            migration.run(stop);
        } catch (RedisFailure | IllegalStateException failure) {
            lost = Optional.of(String.valueOf(failure.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release();
        }
    }

    /** @throws IllegalArgumentException if it cannot be now */
    void goBack() {
        lost.ifPresent(why -> {
            throw new IllegalArgumentException("the way back is lost: " + why);
        });
        if (!isWanted()) {
            throw new IllegalArgumentException(
                    "there is no way back but a migration in the other direction, or a backup");
        }
        var migration = back;
        if (migration == null || migration.status().phase() != Phase.LIVE_SYNC) {
            throw new IllegalArgumentException("the way back is not ready; try again");
        }
        migration.cutover(new CutoverOrder(true, Optional.empty()));
    }

    /** Whether an earlier run had gone back, or was about to have. */
    boolean wasTaken() {
        return notes.get(Sides.OWNER).filter(Sides.TARGET::equals).isPresent();
    }

    boolean wentBack() {
        var migration = back;
        return migration != null && migration.status().phase() == Phase.COMPLETED;
    }

    /** Why it is not open any more; empty while it is. */
    Optional<String> over() {
        if (lost.isPresent()) {
            return lost.map(why ->
                    "the way back is lost (%s); a backup or a migration in the other direction is left".formatted(why));
        }
        return System.nanoTime() - until > 0
                ? Optional.of("the way back is closed after " + config.wayBack())
                : Optional.empty();
    }

    /** The source keeps what it has. */
    void end() {
        close();
        try (var at =
                Target.open(config.source(), config.tenant(), config.tenant().database())) {
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
            told(result.same() ? "both sides have the same" : "the sides differ");
        }

        @Override
        public void refused(String key, String why) {
            told("key '%s' was not taken: %s".formatted(key, why));
        }

        @Override
        public void moved(Moved moved) {
            told("the source has the writes again; they were held for %.1f ms"
                    .formatted(moved.pause().toNanos() / 1e6));
        }
    }
}
