package io.movein.live;

import io.movein.store.redis.Replicas;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How far a migration is, in figures. */
final class Progress {

    private final MigrationConfig config;
    private final long begun = System.nanoTime();
    private volatile long ended;
    private volatile OptionalLong keysTotal = OptionalLong.empty();
    private volatile OptionalDouble downtime = OptionalDouble.empty();
    private volatile OptionalInt lateClients = OptionalInt.empty();
    private volatile Optional<String> error = Optional.empty();

    Progress(MigrationConfig config) {
        this.config = config;
    }

    void keysTotal(long count) {
        keysTotal = OptionalLong.of(count);
    }

    Duration sinceBegun() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    void writesHeld(Duration pause) {
        downtime = OptionalDouble.of(pause.toNanos() / 1e6);
    }

    /** Connections of the tenant that came to the source since it was looked at last. */
    void lateClients(int count) {
        lateClients = OptionalInt.of(count);
    }

    void failed(String why) {
        error = Optional.of(why);
    }

    void reached(Phase phase) {
        ended = phase.isFinal() ? System.nanoTime() : 0;
    }

    MigrationStatus status(Phase phase, @Nullable Replicas running) {
        var synced = running == null ? 0 : running.copied();
        var progress = keysTotal.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1.0, synced / (double) Math.max(1, keysTotal.getAsLong())));
        var behind = running == null ? OptionalLong.empty() : running.behind();
        return new MigrationStatus(
                config.name(),
                config.name(),
                config.source().host() + ":" + config.source().port(),
                config.target().host() + ":" + config.target().port(),
                phase,
                progress,
                synced,
                keysTotal,
                running == null || behind.isEmpty() ? OptionalLong.empty() : OptionalLong.of(running.waiting()),
                behind,
                left(phase, progress),
                downtime,
                lateClients,
                ((ended == 0 ? System.nanoTime() : ended) - begun) / 1e9,
                error);
    }

    private OptionalLong left(Phase phase, OptionalDouble progress) {
        if (phase != Phase.INITIAL_SYNC || progress.orElse(0) <= 0) {
            return OptionalLong.empty();
        }
        var seconds = (System.nanoTime() - begun) / 1e9;
        return OptionalLong.of(Math.round(seconds / progress.getAsDouble() - seconds));
    }
}
