package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateTerminated;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobCondition;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart how a run ended. What cannot be read is UNKNOWN: an exit code of 0 counts as success only where nothing
 * else says otherwise.
 */
final class Endings {
    static final Set<String> NEVER_RAN = Set.of("StartError", "ContainerCannotRun");
    private static final Set<String> TAKEN_BY_THE_NODE = Set.of(
            "NodeLost",
            "NodeShutdown",
            "Shutdown",
            "Terminated",
            "NodeAffinity",
            "Preempting",
            "UnexpectedAdmissionError");
    private static final Pattern OWN_STORAGE = Pattern.compile(
            "(?i)(emptydir|ephemeral (local )?storage (usage )?exceeds|exceeded its local ephemeral storage)");
    private static final Pattern EXIT_CODE = Pattern.compile("failed with exit code (\\d+) matching");
    private static final int MESSAGE_CHARACTERS = 4096;

    private final RunSnapshot seen;
    private final Optional<V1Pod> pod;
    private final Optional<V1ContainerStateTerminated> end;

    Endings(RunSnapshot seen, Optional<V1Pod> pod) {
        this.seen = seen;
        this.pod = pod;
        this.end = pod.flatMap(RunObserver::state).map(V1ContainerState::getTerminated);
    }

    RunResult ofALostJob() {
        return pod.filter(RunObserver::isOver)
                .flatMap(this::byItself)
                .orElseGet(() -> unreadable("The Job is gone; how the run ended cannot be read."));
    }

    RunResult of(V1Job job) {
        var own = pod.flatMap(this::byItself);
        var verdict = RunObserver.ended(job);
        if (verdict.isPresent() && (own.isEmpty() || wasToldToStop())) {
            return ended(verdict.get());
        }
        return own.orElseGet(() -> byTheJob(job));
    }

    /** What the runner did comes first, unless the process had ended before it was told to. */
    private RunResult ended(Verdict verdict) {
        var outcome = verdict.kind() == FailureKind.STOPPED_ON_REQUEST ? RunOutcome.STOPPED : RunOutcome.FAILED;
        return result(outcome, verdict.kind(), verdict.detail());
    }

    private Optional<RunResult> byItself(V1Pod pod) {
        var why = reason(pod);
        var message =
                Optional.ofNullable(pod.getStatus()).map(it -> it.getMessage()).orElse("");
        if (why.equals("Evicted") && OWN_STORAGE.matcher(message).find()) {
            return Optional.of(failed(
                    FailureKind.STORAGE_EXCEEDED, "The run needed more storage than was declared: " + clean(message)));
        }
        if (end.filter(it -> RunObserver.reason(it).equals("OOMKilled")).isPresent()) {
            return Optional.of(failed(FailureKind.OUT_OF_MEMORY, outOfMemory(end.get())));
        }
        return disruption(pod, why, message)
                .filter(_ -> !endedBefore(pod))
                .map(it -> failed(FailureKind.NODE_LOST, "The node was lost or took the run away: " + clean(it)))
                .or(() -> end.map(it -> byExitCode(pod, it)));
    }

    private static String outOfMemory(V1ContainerStateTerminated end) {
        return end.getExitCode() == 0
                ? "A part of the process was killed because it needed more memory than was declared, although the process ended with exit code 0."
                : "The process was killed because it needed more memory than was declared.";
    }

    private static Optional<String> disruption(V1Pod pod, String why, String message) {
        return Optional.ofNullable(pod.getStatus()).map(it -> it.getConditions()).stream()
                .flatMap(List::stream)
                .filter(it -> it.getType().equals("DisruptionTarget")
                        && it.getStatus().equals("True"))
                .map(it -> told(it))
                .findFirst()
                .or(() -> why.equals("Evicted") || TAKEN_BY_THE_NODE.contains(why)
                        ? Optional.of((why + " " + message).strip())
                        : Optional.empty());
    }

    private static String told(V1PodCondition condition) {
        return (Optional.ofNullable(condition.getReason()).orElse("") + " "
                        + Optional.ofNullable(condition.getMessage()).orElse(""))
                .strip();
    }

    private RunResult byExitCode(V1Pod pod, V1ContainerStateTerminated end) {
        if (RunObserver.reason(end).equals("ContainerStatusUnknown")) {
            return unreadable("The node lost sight of the container; how the run ended cannot be read.");
        }
        if (NEVER_RAN.contains(RunObserver.reason(end))) {
            return failed(FailureKind.NOT_LAUNCHED, "The process could not be started: " + clean(end.getMessage()));
        }
        if (end.getExitCode() != 0) {
            return failed(
                    FailureKind.EXIT_CODE,
                    "The process ended with exit code " + end.getExitCode() + signal(end.getExitCode())
                            + (wasToldToStop() ? " after somebody deleted its pod." : "."));
        }
        return wasToldToStop()
                ? unreadable(
                        "Somebody deleted the run's pod; the process then ended with exit code 0, which does not say that it was done.")
                : result(RunOutcome.SUCCEEDED, FailureKind.NONE, "The process ended with exit code 0.");
    }

    /** Without its pod: only what the Job itself keeps. A Job that is Complete may still have run out of memory. */
    private RunResult byTheJob(V1Job job) {
        var why =
                RunObserver.find(job, "Failed").map(V1JobCondition::getMessage).orElse("");
        if (why.contains("DisruptionTarget")) {
            return failed(FailureKind.NODE_LOST, "The node was lost or took the run away: " + clean(why));
        }
        var code = EXIT_CODE.matcher(why);
        if (code.find() && !code.group(1).equals("137")) {
            return result(
                    RunOutcome.FAILED,
                    FailureKind.EXIT_CODE,
                    "The process ended with exit code " + code.group(1) + ".",
                    Integer.valueOf(code.group(1)));
        }
        return unreadable("The run's pod is gone; how the run ended cannot be read"
                + RunObserver.find(job, "Failed")
                        .map(it -> " (the Job says: " + clean(it.getMessage()) + ").")
                        .orElse("."));
    }

    /** A deletion is asked for a grace period before the time it carries. The same second is too close to call. */
    private boolean wasToldToStop() {
        return pod.flatMap(it -> RunObserver.instant(it.getMetadata().getDeletionTimestamp())
                        .map(at -> at.minusSeconds(grace(it))))
                .filter(told -> end.flatMap(it -> RunObserver.instant(it.getFinishedAt()))
                        .filter(it -> it.isBefore(told))
                        .isEmpty())
                .isPresent();
    }

    private static long grace(V1Pod pod) {
        var grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        return grace == null ? 0 : grace;
    }

    /** A process that was done before its node was drained is done. */
    private boolean endedBefore(V1Pod pod) {
        var disrupted = Optional.ofNullable(pod.getStatus()).map(it -> it.getConditions()).stream()
                .flatMap(List::stream)
                .filter(it -> it.getType().equals("DisruptionTarget"))
                .findFirst()
                .flatMap(it -> RunObserver.instant(it.getLastTransitionTime()));
        var finished = end.filter(RunObserver::ran).flatMap(it -> RunObserver.instant(it.getFinishedAt()));
        return disrupted.isPresent() && finished.isPresent() && finished.get().isBefore(disrupted.get());
    }

    private static String reason(V1Pod pod) {
        return Optional.ofNullable(pod.getStatus()).map(it -> it.getReason()).orElse("");
    }

    private static String signal(int exitCode) {
        return switch (exitCode) {
            case 137 -> " (killed, signal 9)";
            case 143 -> " (terminated, signal 15)";
            default -> exitCode > 128 && exitCode < 160 ? " (signal " + (exitCode - 128) + ")" : "";
        };
    }

    private RunResult failed(FailureKind kind, String detail) {
        return result(RunOutcome.FAILED, kind, detail);
    }

    private RunResult unreadable(String detail) {
        return result(RunOutcome.UNKNOWN, FailureKind.OUTCOME_UNREADABLE, detail);
    }

    private RunResult result(RunOutcome outcome, FailureKind kind, String detail) {
        return result(
                outcome,
                kind,
                detail,
                end.filter(RunObserver::ran)
                        .map(V1ContainerStateTerminated::getExitCode)
                        .orElse(null));
    }

    private RunResult result(RunOutcome outcome, FailureKind kind, String detail, @Nullable Integer exitCode) {
        return RunResult.newBuilder()
                .setOutcome(outcome)
                .setFailure(kind)
                .setDetail(detail)
                .setExitCode(exitCode)
                .setTerminationMessage(end.map(V1ContainerStateTerminated::getMessage)
                        .map(Endings::message)
                        .orElse(""))
                .setLastLines(seen.tail().lines())
                .setProgress(seen.tail().progress())
                .setStartedAt(pod.flatMap(RunObserver::started)
                        .map(Observation.Started::at)
                        .orElse(null))
                .setFinishedAt(finishedAt())
                .build();
    }

    private Instant finishedAt() {
        return end.flatMap(it -> RunObserver.instant(it.getFinishedAt()))
                .filter(it -> it.isAfter(Instant.EPOCH))
                .orElse(seen.now());
    }

    private static String clean(@Nullable String text) {
        return text == null ? "" : LogTail.bounded(LogTail.readable(text), 400);
    }

    /** Keeps its lines; Kubernetes has cut it to 4 KiB. */
    private static String message(String text) {
        var lines = text.lines().map(LogTail::withoutControls).toList();
        return LogTail.bounded(String.join("\n", lines), MESSAGE_CHARACTERS).strip();
    }
}
