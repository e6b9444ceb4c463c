package io.movein.runner.reconcile;

import io.movein.model.RunResult;
import io.movein.runner.run.Observation;
import io.movein.runner.run.RunRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;

/** Tells of what a look at a run has shown that which was not told yet, and remembers that it was told. */
final class RunNews {
    /** A process may say nothing for days; review is to know that it runs. */
    private static final Duration STILL_RUNNING = Duration.ofHours(1);

    private static final int ALARMS = 100;

    private final ReportPublisher reports;
    private final Duration progressInterval;
    private final InstantSource clock;
    private volatile Consumer<RunRef> firstLine = _ -> {};

    /** @param progressInterval progress and ordinary waiting are told no more often */
    RunNews(ReportPublisher reports, Duration progressInterval, InstantSource clock) {
        this.reports = reports;
        this.progressInterval = progressInterval;
        this.clock = clock;
    }

    void onFirstLine(Consumer<RunRef> heard) {
        this.firstLine = heard;
    }

    void tell(RunRef run, Observation observation, RunMemory memory) {
        memory.waiting = observation.waiting();
        if (memory.toldAt.equals(Instant.MIN)
                && observation.started() != null
                && observation.started().at().isBefore(memory.since)) {
            memory.toldAt = memory.since; // another runner may have told something a moment before
        }
        if (observation.waiting() != null && observation.waiting().isOutOfTheOrdinary() && isTime(memory)) {
            pending(run, memory, observation.waiting().reason());
        }
        if (observation.started() != null && !memory.started) {
            reports.started(run, memory.trace, observation.started());
            memory.started = true;
            memory.startedToldAt = clock.instant();
        } else if (observation.started() != null
                && !clock.instant().isBefore(memory.startedToldAt.plus(STILL_RUNNING))) {
            reports.stillRunning(run, memory.trace, observation.started());
            memory.startedToldAt = clock.instant();
        }
        if (memory.started && !memory.spoke && memory.tail.time() != null) {
            firstLine.accept(run);
            memory.spoke = true;
        }
        if (observation.trouble() != null) {
            pending(run, memory, observation.trouble());
        }
        tellOfTheNode(run, observation, memory);
        tellTheAlarms(run, memory);
        if (observation.result() != null) {
            finished(run, memory, observation.result());
        } else if (observation.progress() != null
                && isTime(memory)
                && !observation.progress().equals(memory.progress)) {
            reports.progressed(run, memory.trace, observation.progress());
            memory.progress = observation.progress();
            memory.toldAt = clock.instant();
        }
    }

    /** So many and no more: a process that raises alarms in a loop alarms nobody. */
    private void tellTheAlarms(RunRef run, RunMemory memory) {
        while (!memory.alarms.isEmpty()) {
            if (memory.alarmsTold < ALARMS) {
                reports.alarm(run, memory.trace, memory.alarms.getFirst());
                memory.alarmsTold++;
            }
            memory.alarms.removeFirst();
        }
    }

    private void tellOfTheNode(RunRef run, Observation observation, RunMemory memory) {
        if (!Objects.equals(observation.silent(), memory.silent)
                && !observation.record().off()) {
            if (memory.silent != null && observation.silent() == null) {
                reports.nodeAnswers(run, memory.trace, memory.silent);
            } else {
                reports.nodeSilent(run, memory.trace, Objects.requireNonNull(observation.silent()));
            }
            memory.silent = observation.silent();
        }
    }

    void pending(RunRef run, RunMemory memory, String reason) {
        if (!reason.equals(memory.pending)) {
            reports.pending(run, memory.trace, reason);
            memory.pending = reason;
            memory.toldAt = clock.instant();
        }
    }

    void finished(RunRef run, RunMemory memory, RunResult result) {
        reports.finished(run, memory.trace, result);
        memory.finished = true;
    }

    private boolean isTime(RunMemory memory) {
        return memory.toldAt.equals(Instant.MIN) || !clock.instant().isBefore(memory.toldAt.plus(progressInterval));
    }
}
