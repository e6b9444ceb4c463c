package io.movein.runner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.Message;
import io.movein.contract.RunId;
import io.movein.order.LaunchRun;
import io.movein.report.RunFinished;
import io.movein.report.RunStarted;
import io.movein.runtime.JourneyStage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures the runner's stages by what it is told and tells. A stage that began before this process did, and of which no record tells the
 * beginning, is not measured.
 */
final class RunnerStages {
    private static final List<JourneyStage> STAGES = List.of(
            JourneyStage.ORDER_TO_JOB,
            JourneyStage.JOB_TO_START,
            JourneyStage.START_TO_FIRST_LINE,
            JourneyStage.START_TO_END);

    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Cache<String, Instant> launched = lately();
    private final Cache<String, Instant> started = lately();
    private final Cache<String, Boolean> spoke = lately();

    RunnerStages(InstantSource clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        STAGES.forEach(stage -> stage.register(meters));
    }

    private static <T> Cache<String, T> lately() {
        return Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(Duration.ofDays(1))
                .build();
    }

    void carriedOut(Message<?> order) {
        if (order.body() instanceof LaunchRun launch) {
            var now = clock.instant();
            JourneyStage.ORDER_TO_JOB.took(launch.getOrderedAt(), now, meters);
            launched.put(run(order, launch.getRun()), now);
        }
    }

    void told(Message<?> report) {
        switch (report.body()) {
            case RunStarted it -> started(run(report, it.getRun()), it.getStartedAt());
            case RunFinished it ->
                ended(it.getResult().getStartedAt(), it.getResult().getFinishedAt());
            default -> {} // no stage ends with it
        }
    }

    /** It is told again and again that a process runs. */
    private void started(String run, Instant at) {
        if (started.asMap().putIfAbsent(run, at) == null) {
            var job = launched.getIfPresent(run);
            if (job != null) {
                JourneyStage.JOB_TO_START.took(job, at, meters);
            }
        }
    }

    private void ended(@Nullable Instant startedAt, Instant finishedAt) {
        if (startedAt != null) {
            JourneyStage.START_TO_END.took(startedAt, finishedAt, meters);
        }
    }

    /** Of a process that was seen to start: another runner may have read the first line of one that was not. */
    void spoke(RunId id, Instant at) {
        var run = id.toString();
        var since = started.getIfPresent(run);
        if (since != null && spoke.asMap().putIfAbsent(run, true) == null) {
            JourneyStage.START_TO_FIRST_LINE.took(since, at, meters);
        }
    }

    private static String run(Message<?> message, int number) {
        return new RunId(message.migration(), number).toString();
    }
}
