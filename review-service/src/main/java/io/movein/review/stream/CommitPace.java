package io.movein.review.stream;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * When what was decided leaves: at once where nothing was for a moment, and after a quiet time so does what follows that, as a decision
 * for which facts were asked follows the question; else together with what comes in the same moment, which is the longer the more comes.
 * Each commit is a transaction, however little is in it; the stream by itself makes one for each look at its clock too, so it is told to
 * do that rarely ({@link StreamConfiguration}).
 */
final class CommitPace {
    /** Of the shortest moment. */
    private static final int LONGEST = 4;
    /** Decisions that may come in the shortest moment without making the next one longer. */
    private static final int FEW = 2;

    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final ProcessorContext<?, ?> context;
    private final long shortest;
    private long moment;
    private long last = LONG_AGO;
    private long lastButOne = LONG_AGO;
    private int decided;
    private @Nullable Cancellable due;

    CommitPace(ProcessorContext<?, ?> context, Duration shortest) {
        this.context = context;
        this.shortest = shortest.toMillis();
        this.moment = this.shortest;
    }

    void decided() {
        decided++;
        var now = context.currentSystemTimeMs();
        var next = followsAQuietOne() ? last : last + moment;
        if (now < last || now >= next) { // or the clock was set
            commit();
        } else if (due == null) {
            due = context.schedule(
                    Duration.ofMillis(Math.max(1, next - now)), PunctuationType.WALL_CLOCK_TIME, _ -> commit());
        }
    }

    /** Whether the last commit had little in it, and came after a time in which nothing was decided. */
    private boolean followsAQuietOne() {
        return moment == shortest && last - lastButOne >= 2 * LONGEST * shortest;
    }

    private void commit() {
        context.commit();
        close();
        lastButOne = last;
        last = context.currentSystemTimeMs();
        moment = shortest * Math.clamp(decided / FEW, 1, LONGEST);
        decided = 0;
    }

    void close() {
        if (due != null) {
            due.cancel();
            due = null;
        }
    }
}
