package io.movein.runner;

import static io.movein.model.FailureKind.EXIT_CODE;
import static io.movein.model.FailureKind.IMAGE_NOT_PULLABLE;
import static io.movein.model.FailureKind.NODE_LOST;
import static io.movein.model.FailureKind.NONE;
import static io.movein.model.FailureKind.NOT_LAUNCHED;
import static io.movein.model.FailureKind.NOT_SCHEDULABLE;
import static io.movein.model.FailureKind.OUTCOME_UNREADABLE;
import static io.movein.model.FailureKind.OUT_OF_MEMORY;
import static io.movein.model.FailureKind.SECRET_MISSING;
import static io.movein.model.FailureKind.STOPPED_ON_REQUEST;
import static io.movein.model.FailureKind.STORAGE_EXCEEDED;
import static io.movein.model.RunOutcome.COMPLETED_WITH_ERRORS;
import static io.movein.model.RunOutcome.FAILED;
import static io.movein.model.RunOutcome.STOPPED;
import static io.movein.model.RunOutcome.SUCCEEDED;
import static io.movein.model.RunOutcome.UNKNOWN;

import io.movein.model.FailureKind;
import io.movein.model.Resources;
import io.movein.model.RunOutcome;
import io.movein.model.RunSpec;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The table of every way in which a run can end, as docs/migration-process.md tells them. */
final class WaysToEnd {
    /** What is done to the run once its process has started. */
    interface Act {
        void on(RunOnARealNode run) throws Exception;
    }

    /**
     * @param script  what the process does
     * @param request what is different in the request
     * @param detail  the whole sentence, with REASON for what it quotes of the container runtime
     * @param message the whole termination message, where that is what the row is about
     */
    record Way(
            String name,
            String script,
            UnaryOperator<RunSpec.Builder> request,
            Act act,
            RunOutcome outcome,
            FailureKind failure,
            String detail,
            @Nullable String message) {
        Way saying(String words) {
            return new Way(name, script, request, act, outcome, failure, detail, words);
        }

        boolean isActedUpon() {
            return !act.equals(NOTHING);
        }

        /** Where the sentence quotes the container runtime, that is left out. */
        String withoutQuote(String told) {
            var quote = detail.indexOf("REASON");
            if (quote < 0 || !told.startsWith(detail.substring(0, quote))) {
                return told;
            }
            var end = detail.substring(quote + "REASON".length());
            return told.endsWith(end) ? detail : told;
        }
    }

    private static final String RUNS_AND_ENDS_WITH_0 =
            "trap 'echo stopped > $MOVEIN_TERMINATION_LOG; exit 0' TERM; while :; do sleep 0.2; done";
    private static final String RUNS_AND_ENDS_WITH_143 = "trap 'exit 143' TERM; while :; do sleep 0.2; done";

    /** 178 lines of 23 bytes; of the one before two bytes are left, and it is not told. */
    private static final String WHOLE_LINES_OF_4096_BYTES = IntStream.rangeClosed(1500 - 4096 / 23 + 1, 1500)
            .mapToObj(i -> "object " + i + " is missing")
            .collect(Collectors.joining("\n", "(longer than 4,096 bytes; the beginning is lost)\n", ""));

    private static final UnaryOperator<RunSpec.Builder> AS_IT_IS = UnaryOperator.identity();
    private static final Act NOTHING = _ -> {};

    private WaysToEnd() {}

    static List<Way> all() {
        return List.of(
                by("success", "echo done; exit 0", SUCCEEDED, NONE, "The process ended with exit code 0."),
                by("an exit code", "exit 42", FAILED, EXIT_CODE, "The process ended with exit code 42."),
                by(
                        "completed with errors",
                        "exit 10",
                        COMPLETED_WITH_ERRORS,
                        NONE,
                        "The process tried everything, and some of it failed permanently (exit code 10)."),
                by(
                        "an exit code like a signal's",
                        "exit 137",
                        FAILED,
                        EXIT_CODE,
                        "The process ended with exit code 137 (ended by signal 9, or its own exit code)."),
                by(
                        "out of memory",
                        "exec head -c 200m /dev/zero | exec tail",
                        FAILED,
                        OUT_OF_MEMORY,
                        "The process was killed because it needed more memory than was declared."),
                by(
                        // children first: a kernel that is late with freeing one of them takes another
                        "a child out of memory",
                        "(echo 1000 > /proc/self/oom_score_adj; head -c 200m /dev/zero | tail); exit 0",
                        FAILED,
                        OUT_OF_MEMORY,
                        "Part of the process was killed because it needed more memory than was declared, although the process ended with exit code 0."),
                by(
                        "a full scratch folder",
                        "dd if=/dev/zero of=$MOVEIN_SCRATCH/f bs=1M count=20 2>/dev/null; " + RUNS_AND_ENDS_WITH_0,
                        FAILED,
                        STORAGE_EXCEEDED,
                        "The run needed more storage than was declared: Usage of EmptyDir volume \"scratch\" exceeds the limit \"1048576\"."),
                by(
                                "a termination message that is too long",
                                "i=1000; while [ $i -lt 1500 ]; do i=$((i + 1)); echo \"object $i is missing\"; done > $MOVEIN_TERMINATION_LOG; exit 5",
                                FAILED,
                                EXIT_CODE,
                                "The process ended with exit code 5.")
                        .saying(WHOLE_LINES_OF_4096_BYTES),
                with(
                        "an image that is not there",
                        it -> it.setImage("movein.test/absent@sha256:" + "ab".repeat(32)),
                        FAILED,
                        IMAGE_NOT_PULLABLE,
                        "The image cannot be pulled: REASON (given up after 3.0 s)"),
                with(
                        "a secret that is not there",
                        it -> it.setSecrets(List.of(RealNode.SCRIPT, "absent")),
                        FAILED,
                        SECRET_MISSING,
                        "A secret, or a key in it, is missing: MountVolume.SetUp failed for volume \"secret-1\" : secret \"absent\" not found (given up after 3.0 s)"),
                with(
                        "no node with room",
                        it -> it.setResources(new Resources(900_000L, 32L << 20, 1L << 20)),
                        FAILED,
                        NOT_SCHEDULABLE,
                        "No node could take the run: 0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling. (given up after 3.0 s)"),
                with(
                        "a sidecar beside it that never ends",
                        it -> it.setImage(RealNode.MESHED_IMAGE),
                        SUCCEEDED,
                        NONE,
                        "The process ended with exit code 0."),
                with(
                        "an image that cannot be started",
                        it -> it.setImage(RealNode.BROKEN_IMAGE),
                        FAILED,
                        NOT_LAUNCHED,
                        "The process could not be started: REASON"),
                after(
                        "/stop",
                        RUNS_AND_ENDS_WITH_0,
                        RunOnARealNode::stop,
                        STOPPED,
                        STOPPED_ON_REQUEST,
                        "Stopped on request: asked for by capability-owner"),
                after(
                        "its pod deleted, exit code 0",
                        RUNS_AND_ENDS_WITH_0,
                        run -> run.kubectl("delete", "pod", "--wait=false", "--all"),
                        UNKNOWN,
                        OUTCOME_UNREADABLE,
                        "The process ended with exit code 0 after somebody deleted its pod, which does not show that it finished."),
                after(
                        "its pod deleted, another exit code",
                        RUNS_AND_ENDS_WITH_143,
                        run -> run.kubectl("delete", "pod", "--wait=false", "--all"),
                        FAILED,
                        EXIT_CODE,
                        "The process ended with exit code 143 (ended by signal 15, or its own exit code) after somebody deleted its pod."),
                after(
                        "its pod evicted",
                        RUNS_AND_ENDS_WITH_0,
                        RunOnARealNode::evict,
                        FAILED,
                        NODE_LOST,
                        "The node was lost or evicted the run: EvictionByEvictionAPI Eviction API: evicting"),
                after(
                        "its Job deleted",
                        RUNS_AND_ENDS_WITH_0,
                        run -> run.kubectl("delete", "job", "--wait=false", "--all"),
                        UNKNOWN,
                        OUTCOME_UNREADABLE,
                        "The process ended with exit code 0 after somebody deleted its Job, which does not show that it finished."),
                after(
                        "its Job deleted without its pod",
                        "sleep 6; exit 0",
                        run -> run.kubectl("delete", "job", "--cascade=orphan", "--all"),
                        SUCCEEDED,
                        NONE,
                        "The process ended with exit code 0."),
                after(
                        "its Job suspended and resumed by another",
                        RUNS_AND_ENDS_WITH_0,
                        RunOnARealNode::suspendAndResume,
                        UNKNOWN,
                        OUTCOME_UNREADABLE,
                        "The process ended with exit code 0 after somebody suspended its Job, which does not show that it finished."),
                after(
                        "its process started a second time by the cluster",
                        RUNS_AND_ENDS_WITH_143,
                        RunOnARealNode::letTheClusterStartItAgain,
                        UNKNOWN,
                        OUTCOME_UNREADABLE,
                        "The cluster started the process a second time, which must not happen; check the destination."),
                after(
                        "its namespace deleted",
                        RUNS_AND_ENDS_WITH_0,
                        run -> RealNode.kubectl("delete", "namespace", "--wait=false", run.namespace()),
                        UNKNOWN,
                        OUTCOME_UNREADABLE,
                        "The process ended with exit code 0 after the tenant's namespace was deleted, which does not show that it finished."));
    }

    private static Way by(String name, String script, RunOutcome outcome, FailureKind failure, String detail) {
        return new Way(name, script, AS_IT_IS, NOTHING, outcome, failure, detail, null);
    }

    private static Way with(
            String name,
            UnaryOperator<RunSpec.Builder> request,
            RunOutcome outcome,
            FailureKind failure,
            String detail) {
        return new Way(name, "exit 0", request, NOTHING, outcome, failure, detail, null);
    }

    private static Way after(
            String name, String script, Act act, RunOutcome outcome, FailureKind failure, String detail) {
        return new Way(name, script, AS_IT_IS, act, outcome, failure, detail, null);
    }
}
