package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.live.Transitions.Event;
import io.movein.live.Transitions.State;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionsTest {

    @ParameterizedTest
    @CsvSource({
        "VALIDATING, VALID, INITIAL_SYNC",
        "INITIAL_SYNC, SYNCED, LIVE_SYNC",
        "LIVE_SYNC, ANEW, INITIAL_SYNC",
        "LIVE_SYNC, CUT, CUTOVER",
        "CUTOVER, MOVED, CLEANUP",
        "CUTOVER, NOT_MOVED, LIVE_SYNC",
        "CLEANUP, CLEAN, COMPLETED",
        "CLEANUP, CANCEL, CANCELLED",
        "VALIDATING, PAUSE, PAUSED",
        "INITIAL_SYNC, PAUSE, PAUSED",
        "LIVE_SYNC, PAUSE, PAUSED",
        "VALIDATING, CANCEL, CANCELLED",
        "INITIAL_SYNC, CANCEL, CANCELLED",
        "LIVE_SYNC, CANCEL, CANCELLED",
        "PAUSED, CANCEL, CANCELLED",
        "VALIDATING, FAIL, FAILED",
        "INITIAL_SYNC, FAIL, FAILED",
        "LIVE_SYNC, FAIL, FAILED",
        "CUTOVER, FAIL, FAILED",
        "CLEANUP, FAIL, FAILED",
        "PAUSED, FAIL, FAILED"
    })
    void follows(Phase phase, Event event, Phase next) {
        assertThat(Transitions.after(State.of(phase), event).orElseThrow().phase())
                .isEqualTo(next);
    }

    @Test
    void followsNothingElse() {
        var allowed = Map.of(
                Phase.VALIDATING, EnumSet.of(Event.VALID, Event.PAUSE, Event.CANCEL, Event.FAIL),
                Phase.INITIAL_SYNC, EnumSet.of(Event.SYNCED, Event.PAUSE, Event.CANCEL, Event.FAIL),
                Phase.LIVE_SYNC, EnumSet.of(Event.ANEW, Event.CUT, Event.PAUSE, Event.CANCEL, Event.FAIL),
                Phase.CUTOVER, EnumSet.of(Event.MOVED, Event.NOT_MOVED, Event.FAIL),
                Phase.CLEANUP, EnumSet.of(Event.CLEAN, Event.CANCEL, Event.FAIL),
                Phase.PAUSED, EnumSet.of(Event.GO_ON, Event.CANCEL, Event.FAIL));

        for (var phase : Phase.values()) {
            for (var event : Event.values()) {
                assertThat(Transitions.after(State.of(phase), event).isPresent())
                        .as("%s %s", phase, event)
                        .isEqualTo(allowed.getOrDefault(phase, EnumSet.noneOf(Event.class))
                                .contains(event));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VALIDATING", "INITIAL_SYNC", "LIVE_SYNC"})
    void goesOnWhereItWasPaused(Phase phase) {
        var paused = Transitions.after(State.of(phase), Event.PAUSE).orElseThrow();

        assertThat(Transitions.after(paused, Event.GO_ON)).contains(State.of(phase));
    }
}
