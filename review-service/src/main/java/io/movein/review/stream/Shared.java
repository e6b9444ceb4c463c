package io.movein.review.stream;

import io.movein.contract.Codec;
import io.movein.contract.Topic;
import io.movein.runtime.SteadyClock;
import io.movein.runtime.Tracing;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What outlives the threads of the stream and is the same for each that takes another's place. */
record Shared(
        ReviewMeters meters,
        LastResort lastResort,
        Suspects suspects,
        PendingReasons pending,
        Rhythm rhythm,
        Snapshots snapshots,
        Function<Topic, Optional<String>> topicIds,
        Codec codec,
        boolean mirrorsEvents,
        Tracing tracing) {
    Shared(
            ReviewMeters meters,
            LastResort lastResort,
            Duration closedShown,
            Function<Topic, Optional<String>> topicIds,
            Codec codec) {
        this(meters, lastResort, closedShown, topicIds, codec, false, Tracing.none());
    }

    /**
     * @param closedShown    how long a closed migration stays on {@code movein.migrations}
     * @param topicIds       the id of a topic, as far as it is known
     * @param mirrorsEvents  events are written to {@code movein.events.json} too
     */
    Shared(
            ReviewMeters meters,
            LastResort lastResort,
            Duration closedShown,
            Function<Topic, Optional<String>> topicIds,
            Codec codec,
            boolean mirrorsEvents,
            Tracing tracing) {
        this(
                meters,
                lastResort,
                new Suspects(),
                new PendingReasons(new SteadyClock()),
                Rhythm.USUAL,
                new Snapshots(closedShown),
                topicIds,
                codec,
                mirrorsEvents,
                tracing);
    }

    /** The same with another time from one commit of what was decided to the next. */
    Shared committing(Duration interval) {
        return new Shared(
                meters,
                lastResort,
                suspects,
                pending,
                rhythm.committing(interval),
                snapshots,
                topicIds,
                codec,
                mirrorsEvents,
                tracing);
    }
}
