package io.movein.tier;

import io.movein.process.MigrationFailure;
import io.movein.process.pace.Pace;
import io.movein.store.kafka.KafkaFailure;
import io.movein.store.kafka.RecordCopier;
import io.movein.store.kafka.TenantTopics;
import io.movein.store.kafka.TenantTopics.Agreed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Copies records in a thread of its own, at the run's pace, until it is closed or fails. */
final class RecordFollower {

    private static final Duration SOON = Duration.ofSeconds(2);

    /** So many parts of a second's bytes, of which one is copied before it is paced. */
    private static final int SLICES = 10;

    private record Paced(Pace pace) implements RecordCopier.Pacing {

        /** A place among the workers for a moment, as there may be only one for all. */
        @Override
        public void bytes(long number) throws InterruptedException {
            try (var turn = pace.begin().orElseThrow(() -> new InterruptedException("the run is ending"))) {
                turn.bytes(number);
            }
        }

        @Override
        public long ahead() {
            return pace.now().bytesPerSecond().orElse(Long.MAX_VALUE) / SLICES;
        }
    }

    private final RecordCopier copier;
    private final Paced pace;
    private final Thread thread;
    private final AtomicLong records = new AtomicLong();

    private final Steps steps = new Steps();
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    private RecordFollower(RecordCopier copier, Pace pace) {
        this.copier = copier;
        this.pace = new Paced(pace);
        this.thread = Thread.ofPlatform().name("records").daemon().unstarted(this::follow);
    }

    static RecordFollower start(RecordCopier copier, Pace pace) {
        var follower = new RecordFollower(copier, pace);
        follower.thread.start();
        return follower;
    }

    private void follow() {
        try (copier) {
            while (!closed) {
                records.addAndGet(steps.step(() -> copier.step(pace)));
            }
        } catch (InterruptedException ending) {
            closed = true;
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    long records() {
        return records.get();
    }

    void hurry() {
        copier.hurry();
    }

    /** Between two steps, if there is such a moment soon: where both sides are. */
    Optional<Agreed> agree(TenantTopics topics, Duration patience) throws InterruptedException {
        return steps.between(patience, () -> topics.agree(copier));
    }

    /** By how much the positions have not been reached. */
    Map<String, Long> missing(Map<String, Long> ends) throws InterruptedException {
        var missing = TenantTopics.missing(copier, ends);
        if (!missing.isEmpty() && !thread.isAlive()) {
            throw ended();
        }
        return missing;
    }

    private MigrationFailure ended() throws InterruptedException {
        return switch (failure) {
            case null -> throw new InterruptedException("told to roll back");
            case KafkaFailure e -> Topics.failure(e);
            case MigrationFailure e -> e;
            case RuntimeException e -> throw e;
        };
    }

    /** Nothing more is written by it when this returns. */
    void close() throws InterruptedException {
        closed = true;
        if (!thread.join(SOON)) {
            // paused, for instance: what it has read and not written is nothing yet
            thread.interrupt();
            thread.join();
        }
    }
}
