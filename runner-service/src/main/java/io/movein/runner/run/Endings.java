package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobCondition;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.runner.run.RunRecord.End;
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
    static final String TWICE =
            "The cluster started the process a second time, which must not happen; check the destination.";
    /** Where it ended in one of these ways, the message is what the process wrote; elsewhere it is the kubelet's. */
    private static final Set<String> BY_ITSELF = Set.of("Completed", "Error", "OOMKilled");

    private static final Pattern OWN_STORAGE = Pattern.compile(
            "(?i)(emptydir|ephemeral (local )?storage (usage )?exceeds|exceeded its local ephemeral storage)");
    private static final Pattern EXIT_CODE = Pattern.compile("failed with exit code (\\d+) matching");

    private static final int WITH_ERRORS = 10;
    private static final String COMPLETED_WITH_ERRORS =
            "The process tried everything, and some of it failed permanently (exit code 10).";

    private final RunSnapshot seen;
    private final RunRecord record;
    private final Optional<V1Pod> pod;
    private final Optional<End> end;

    Endings(RunSnapshot seen, Optional<V1Pod> pod) {
        this.seen = seen;
        this.record = seen.record();
        this.pod = pod;
        this.end = Optional.ofNullable(record.end())
                .or(() -> pod.flatMap(Pods::end).map(it -> End.of(it, seen.now())));
    }

    RunResult ofALostJob() {
        return own().orElseGet(() -> unreadable(
                seen.namespaceGoes()
                        ? "The tenant's namespace was deleted; how the run ended cannot be read."
                        : "The Job is gone; how the run ended cannot be read."));
    }

    RunResult of(V1Job job) {
        if (record.twice()) {
            return unreadable(TWICE);
        }
        var verdict = Jobs.verdict(job).filter(it -> it.kind() != FailureKind.NONE);
        if (verdict.isEmpty() || record.end() != null) {
            return own().orElseGet(() -> byTheJob(job));
        }
        return verdict.get().kind() == FailureKind.OUTCOME_UNREADABLE
                ? own().orElseGet(() -> unreadable(verdict.get().detail() + " How it ended cannot be read."))
                : ended(verdict.get());
    }

    /** What the runner did comes first, unless the process had ended before it was told to. */
    private RunResult ended(Verdict verdict) {
        var outcome = verdict.kind() == FailureKind.STOPPED_ON_REQUEST ? RunOutcome.STOPPED : RunOutcome.FAILED;
        return result(outcome, verdict.kind(), verdict.detail());
    }

    private Optional<RunResult> own() {
        if (record.end() != null) {
            return end.map(this::byExitCode);
        }
        return pod.flatMap(this::takenAway).or(() -> end.map(this::byExitCode)).or(this::onALostNode);
    }

    private Optional<RunResult> takenAway(V1Pod pod) {
        var storage = Optional.ofNullable(record.eviction())
                .filter(it -> OWN_STORAGE.matcher(it).find());
        if (storage.isPresent()) {
            return Optional.of(failed(
                    FailureKind.STORAGE_EXCEEDED,
                    "The run needed more storage than was declared: "
                            + clean(storage.get().strip())));
        }
        return isOutOfMemory() ? Optional.empty() : StopSigns.disruption(pod).map(this::nodeLost);
    }

    /** Nothing of it came back from there. */
    private Optional<RunResult> onALostNode() {
        return record.silent()
                ? Optional.of(nodeLost("node " + Pods.text(record.node()) + " did not answer and is off"))
                : Optional.empty();
    }

    private RunResult nodeLost(String how) {
        return failed(FailureKind.NODE_LOST, "The node was lost or evicted the run: " + clean(how));
    }

    private boolean isOutOfMemory() {
        return end.filter(it -> it.reason().equals("OOMKilled")).isPresent();
    }

    private RunResult byExitCode(End end) {
        if (isOutOfMemory()) {
            return failed(FailureKind.OUT_OF_MEMORY, outOfMemory(end));
        }
        if (end.reason().equals("ContainerStatusUnknown")) {
            return unreadable("The node lost track of the container" + after() + "; how the run ended cannot be read"
                    + kubelet(end) + ".");
        }
        if (NEVER_RAN.contains(end.reason())) {
            return failed(FailureKind.NOT_LAUNCHED, "The process could not be started: " + clean(end.message()));
        }
        if (end.exitCode() == WITH_ERRORS && record.toldToStop() == null) {
            return result(RunOutcome.COMPLETED_WITH_ERRORS, FailureKind.NONE, COMPLETED_WITH_ERRORS);
        }
        if (end.exitCode() != 0) {
            return failed(
                    FailureKind.EXIT_CODE,
                    "The process ended with exit code " + end.exitCode() + signal(end.exitCode()) + after() + ".");
        }
        return record.toldToStop() != null
                ? unreadable("The process ended with exit code 0" + after() + ", which does not show that it finished.")
                : result(RunOutcome.SUCCEEDED, FailureKind.NONE, "The process ended with exit code 0.");
    }

    private String after() {
        return record.toldToStop() == null ? "" : " after " + record.toldToStop();
    }

    private static String kubelet(End end) {
        return end.message().isBlank() ? "" : " (the kubelet says: " + clean(end.message()) + ")";
    }

    private static String outOfMemory(End end) {
        return end.exitCode() == 0
                ? "Part of the process was killed because it needed more memory than was declared, although the process ended with exit code 0."
                : "The process was killed because it needed more memory than was declared.";
    }

    /** Without its pod: only what the Job itself keeps. A Job that is Complete may still have run out of memory. */
    private RunResult byTheJob(V1Job job) {
        var why = Jobs.find(job, "Failed").map(V1JobCondition::getMessage).orElse("");
        if (why.contains("DisruptionTarget")) {
            return nodeLost(why);
        }
        var code = EXIT_CODE.matcher(why);
        if (code.find() && !code.group(1).equals("137")) {
            return byTheCodeAlone(Integer.parseInt(code.group(1)));
        }
        return unreadable("The run's pod is gone" + after() + "; how the run ended cannot be read"
                + (why.isBlank() ? "." : " (the Job says: " + clean(why) + ")."));
    }

    private RunResult byTheCodeAlone(int code) {
        return code == WITH_ERRORS && record.toldToStop() == null
                ? result(RunOutcome.COMPLETED_WITH_ERRORS, FailureKind.NONE, COMPLETED_WITH_ERRORS, code)
                : result(
                        RunOutcome.FAILED,
                        FailureKind.EXIT_CODE,
                        "The process ended with exit code " + code + after() + ".",
                        code);
    }

    /** The kubelet has only the number: whether a signal or the process itself made it cannot be told. */
    private static String signal(int exitCode) {
        return exitCode > 128 && exitCode < 160
                ? " (ended by signal " + (exitCode - 128) + ", or its own exit code)"
                : "";
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
                end.filter(it -> it.startedAt() != null && !it.reason().equals("ContainerStatusUnknown"))
                        .map(End::exitCode)
                        .orElse(null));
    }

    private RunResult result(RunOutcome outcome, FailureKind kind, String detail, @Nullable Integer exitCode) {
        var message = end.filter(it -> BY_ITSELF.contains(it.reason()))
                .map(it -> TerminationMessage.read(it.message()))
                .orElse(TerminationMessage.NONE);
        return RunResult.newBuilder()
                .setOutcome(outcome)
                .setFailure(kind)
                .setDetail(detail)
                .setExitCode(exitCode)
                .setTerminationMessage(message.text())
                .setConclusion(message.conclusion())
                .setLastLines(seen.tail().lines())
                .setProgress(seen.tail().progress())
                .setStartedAt(record.startedAt())
                .setFinishedAt(end.map(End::finishedAt).orElse(seen.now()))
                .build();
    }

    private static String clean(@Nullable String text) {
        return text == null ? "" : LogTail.bounded(LogTail.readable(text), 400);
    }
}
