package io.movein.review.stream;

import io.movein.review.lifecycle.Deadlines;
import io.movein.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the stream runs.
 *
 * @param commitInterval the shortest time from one commit of decisions to the next; shorter is quicker, longer costs the broker less
 * @param deadlines by when every order has an answer
 * @param stateDirectory empty: a temporary one. What lies in it only spares time after a restart
 * @param mirrorsEvents events are written to {@code movein.events.json} too
 * @param closedShown how long a closed migration stays on {@code movein.migrations}
 */
public record StreamSettings(
        Duration commitInterval,
        Optional<Path> stateDirectory,
        Duration closedShown,
        Deadlines deadlines,
        boolean mirrorsEvents) {

    public StreamSettings(
            Duration commitInterval, Optional<Path> stateDirectory, Duration closedShown, Deadlines deadlines) {
        this(commitInterval, stateDirectory, closedShown, deadlines, false);
    }

    public static StreamSettings read(Settings in) {
        return new StreamSettings(
                in.duration("MOVEIN_COMMIT_INTERVAL", Duration.ofMillis(20)),
                in.optional("MOVEIN_STATE_DIR").map(Path::of),
                in.duration("MOVEIN_CLOSED_SHOWN", Duration.ofDays(400)),
                new Deadlines(
                        in.duration("MOVEIN_RUN_SILENCE_TIMEOUT", Deadlines.USUAL.silence()),
                        in.duration("MOVEIN_STOP_TIMEOUT", Deadlines.USUAL.stopping()),
                        in.duration("MOVEIN_TEAR_DOWN_RETRY", Deadlines.USUAL.tearDown()),
                        in.duration("MOVEIN_TEAR_DOWN_TIMEOUT", Deadlines.USUAL.stuck())),
                in.flag("MOVEIN_EVENTS_JSON", false));
    }
}
