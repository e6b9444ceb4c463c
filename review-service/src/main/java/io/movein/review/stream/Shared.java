package io.movein.review.stream;

import io.movein.contract.Codec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What outlives the threads of the stream and is the same for each that takes another's place. */
record Shared(
        ReviewMeters meters,
        Suspects suspects,
        Waits waits,
        Rhythm rhythm,
        Snapshots snapshots,
        Supplier<Optional<String>> snapshotsTopic,
        Codec codec) {
    /**
     * @param closedShown    how long a closed migration stays on {@code movein.migrations}
     * @param snapshotsTopic that topic's id, as far as it is known
     */
    Shared(ReviewMeters meters, Duration closedShown, Supplier<Optional<String>> snapshotsTopic, Codec codec) {
        this(meters, new Suspects(), new Waits(), Rhythm.USUAL, new Snapshots(closedShown), snapshotsTopic, codec);
    }
}
