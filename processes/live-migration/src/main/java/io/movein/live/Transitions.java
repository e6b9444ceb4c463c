package io.movein.live;

import static io.movein.live.Phase.CANCELLED;
import static io.movein.live.Phase.CLEANUP;
import static io.movein.live.Phase.COMPLETED;
import static io.movein.live.Phase.CUTOVER;
import static io.movein.live.Phase.FAILED;
import static io.movein.live.Phase.INITIAL_SYNC;
import static io.movein.live.Phase.LIVE_SYNC;
import static io.movein.live.Phase.PAUSED;
import static io.movein.live.Phase.VALIDATING;

import java.util.Optional;

/**
 * What follows what.
 *
 * <pre>
 *               VALID         SYNCED     ANEW          CUT      MOVED    NOT_MOVED  CLEAN      PAUSE   GO_ON   CANCEL     FAIL
 * validating    initial_sync  -          -             -        -        -          -          paused  -       cancelled  failed
 * initial_sync  -             live_sync  -             -        -        -          -          paused  -       cancelled  failed
 * live_sync     -             -          initial_sync  cutover  -        -          -          paused  -       cancelled  failed
 * cutover       -             -          -             -        cleanup  live_sync  -          -       -       -          failed
 * cleanup       -             -          -             -        -        -          completed  -       -       cancelled  failed
 * paused        -             -          -             -        -        -          -          -       before  cancelled  failed
 * completed, cancelled, failed: nothing
 * </pre>
 *
 * A cutover is neither paused nor cancelled, as writes are held meanwhile: it ends within its limit by itself. After it the way
 * back is a migration in the other direction, whose end is the cancellation of this one. A migration in {@code fast} mode goes from
 * validating to the cutover by way of the same phases.
 */
public final class Transitions {

    public enum Event {
        VALID,
        SYNCED,
        ANEW,
        CUT,
        MOVED,
        NOT_MOVED,
        CLEAN,
        PAUSE,
        GO_ON,
        CANCEL,
        FAIL
    }

    /** @param before the phase that was paused; the same as the phase where it is not paused */
    public record State(Phase phase, Phase before) {

        static State of(Phase phase) {
            return new State(phase, phase);
        }
    }

    private Transitions() {}

    /** @return empty if the event cannot follow */
    public static Optional<State> after(State state, Event event) {
        var phase = state.phase();
        if (phase.isFinal()) {
            return Optional.empty();
        }
        return switch (event) {
            case VALID -> from(phase, VALIDATING, INITIAL_SYNC);
            case SYNCED -> from(phase, INITIAL_SYNC, LIVE_SYNC);
            case ANEW -> from(phase, LIVE_SYNC, INITIAL_SYNC);
            case CUT -> from(phase, LIVE_SYNC, CUTOVER);
            case MOVED -> from(phase, CUTOVER, CLEANUP);
            case NOT_MOVED -> from(phase, CUTOVER, LIVE_SYNC);
            case CLEAN -> from(phase, CLEANUP, COMPLETED);
            case PAUSE -> isBeforeCutover(phase) ? Optional.of(new State(PAUSED, phase)) : Optional.empty();
            case GO_ON -> phase == PAUSED ? Optional.of(State.of(state.before())) : Optional.empty();
            case CANCEL ->
                isBeforeCutover(phase) || phase == PAUSED || phase == CLEANUP
                        ? Optional.of(State.of(CANCELLED))
                        : Optional.empty();
            case FAIL -> Optional.of(State.of(FAILED));
        };
    }

    private static Optional<State> from(Phase phase, Phase expected, Phase next) {
        return phase == expected ? Optional.of(State.of(next)) : Optional.empty();
    }

    private static boolean isBeforeCutover(Phase phase) {
        return phase == VALIDATING || phase == INITIAL_SYNC || phase == LIVE_SYNC;
    }
}
