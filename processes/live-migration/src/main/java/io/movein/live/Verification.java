package io.movein.live;

import io.movein.store.redis.Comparison;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.RedisFailure.Kind;
import io.movein.store.redis.Replicas;
import java.time.Duration;
import java.util.Optional;

/** Compares the two sides before the cutover, as often as that is asked for, and once more where something broke meanwhile. */
final class Verification {

    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int MOST_BROKEN = 5;

    private final boolean wanted;
    private final int sample;
    private final MigrationListener listener;
    private volatile boolean done;
    /** Comparisons in a row. */
    private int broken;

    /** @param sample keys that are compared each by itself */
    Verification(boolean wanted, int sample, MigrationListener listener) {
        this.wanted = wanted;
        this.sample = sample;
        this.listener = listener;
    }

    /** Source and target while the one follows the other. */
    interface Both {

        Comparison.Result compare(int sample, Duration longest) throws InterruptedException;

        /** Why it does not follow any more. */
        Optional<RedisFailure> failure();

        RedisFailure late(String message);

        static Both of(Replicas replicas) {
            return new Both() {
                @Override
                public Comparison.Result compare(int sample, Duration longest) throws InterruptedException {
                    return replicas.compare(sample, longest);
                }

                @Override
                public Optional<RedisFailure> failure() {
                    return replicas.failure();
                }

                @Override
                public RedisFailure late(String message) {
                    return replicas.late(message);
                }
            };
        }
    }

    boolean isDue() {
        return wanted && !done;
    }

    void again() {
        done = false;
    }

    /** @throws RedisFailure if the sides differ, or it was broken off too often, one time after the other */
    void run(Both both) throws InterruptedException {
        var begun = System.nanoTime();
        Comparison.Result result;
        try {
            result = both.compare(sample, LONGEST);
        } catch (RedisFailure failure) {
            var late = System.nanoTime() - begun > LONGEST.toNanos();
            if (late || !mayPass(failure, both)) {
                throw failure;
            }
            onceMore(failure);
            return;
        }
        broken = 0;
        listener.compared(result);
        done = true;
        if (!result.same()) {
            throw both.late(result.difference());
        }
    }

    /** What broke may be there again soon; a replica that cannot go on says so by itself. */
    private static boolean mayPass(RedisFailure failure, Both both) {
        return (failure.is(Kind.LINK_LOST) || failure.is(Kind.UNREACHABLE))
                && both.failure().isEmpty();
    }

    private void onceMore(RedisFailure failure) {
        broken++;
        if (broken == MOST_BROKEN) {
            throw failure.after(MOST_BROKEN);
        }
        listener.told("%s; comparing the two sides again (interrupted %d of at most %d times in a row)"
                .formatted(failure.getMessage(), broken, MOST_BROKEN));
    }
}
