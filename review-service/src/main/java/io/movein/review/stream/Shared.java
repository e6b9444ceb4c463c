package io.movein.review.stream;

import io.movein.contract.Codec;
import java.time.Duration;

/** What outlives the threads of the stream and is the same for each that takes another's place. */
record Shared(ReviewMeters meters, Suspects suspects, Waits waits, Rhythm rhythm, Snapshots snapshots, Codec codec) {
    /** @param closedShown how long a closed migration stays on {@code movein.migrations} */
    Shared(ReviewMeters meters, Duration closedShown, Codec codec) {
        this(meters, new Suspects(), new Waits(), Rhythm.USUAL, new Snapshots(closedShown), codec);
    }
}
