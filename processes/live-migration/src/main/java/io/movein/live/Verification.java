package io.movein.live;

import io.movein.store.redis.Comparison;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.RedisFailure.Kind;
import io.movein.store.redis.Replicas;
import java.time.Duration;

/** Compares the two sides before the cutover, as often as that is asked for, and once more where something broke meanwhile. */
final class Verification {

    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int MOST_BROKEN = 5;

    private final MigrationConfig config;
    private final MigrationListener listener;
    private volatile boolean done;
    private int broken;

    Verification(MigrationConfig config, MigrationListener listener) {
        this.config = config;
        this.listener = listener;
    }

    boolean isDue() {
        return config.compare() && !done;
    }

    void again() {
        done = false;
    }

    /** @throws RedisFailure if the sides differ, or it was broken off too often */
    void run(Replicas replicas) throws InterruptedException {
        var begun = System.nanoTime();
        Comparison.Result result;
        try {
            result = replicas.compare(config.sample(), LONGEST);
        } catch (RedisFailure failure) {
            var late = System.nanoTime() - begun > LONGEST.toNanos();
            if (late || !mayBeTriedAgain(failure, replicas)) {
                throw failure;
            }
            listener.told(failure.getMessage() + "; the two sides are compared once more");
            return;
        }
        listener.compared(result);
        done = true;
        if (!result.same()) {
            throw replicas.late(result.difference());
        }
    }

    /** What broke may be there again soon; a replica that cannot go on says so by itself. */
    private boolean mayBeTriedAgain(RedisFailure failure, Replicas replicas) {
        return (failure.is(Kind.LINK_LOST) || failure.is(Kind.UNREACHABLE))
                && replicas.failure().isEmpty()
                && ++broken < MOST_BROKEN;
    }
}
