package io.movein.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.movein.contract.EnumText;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** The stages of a migration's way through the services; how long each took is a histogram, {@code movein.journey.stage}. */
public enum JourneyStage {
    /** From the webhook or the poll to the commands that were derived. */
    HINT_TO_COMMAND,
    /** From a command that was published to what review decided. */
    COMMAND_TO_DECISION,
    /** From an operator's approval to the order to run: the wait in the queue. */
    APPROVAL_TO_ORDER,
    ORDER_TO_JOB,
    /** From the Job to its running process: a node, the image, volumes. */
    JOB_TO_START,
    START_TO_FIRST_LINE,
    START_TO_END,
    /** From the process's end to the report on the issue. */
    END_TO_REPORT,
    /** From the report to the closed issue: mostly its owner's validation. */
    REPORT_TO_CLOSE;

    private static final Duration[] BUCKETS = Stream.of(
                    "PT0.01S", "PT0.03S", "PT0.1S", "PT0.3S", "PT1S", "PT3S", "PT10S", "PT30S", "PT2M", "PT10M", "PT1H",
                    "PT6H", "P1D", "P7D")
            .map(Duration::parse)
            .toArray(Duration[]::new);

    /** So that the histogram is there before the first migration, and shows its first step as an increase. */
    public Timer register(MeterRegistry meters) {
        return Timer.builder("movein.journey.stage")
                .tag("stage", EnumText.hyphenated(this))
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    /** Clocks of two machines differ: what seems to have ended before it began took no time. */
    public void took(Instant from, Instant to, MeterRegistry meters) {
        var took = Duration.between(from, to);
        register(meters).record(took.isNegative() ? Duration.ZERO : took);
    }
}
