package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The Job controller's decision: Job and its pods to the next step. Pure.
 *
 * <p>The end of a pod is counted in two steps, so that it is counted once whatever crashes in between: first its uid is
 * noted in the status, then its finalizer goes, then the number goes up. A Job ends in two steps too: first
 * SuccessCriteriaMet or FailureTarget, then, when no pod is left running, Complete or Failed. A Job has one pod at a time here.
 */
final class JobDecision {
    static final String TRACKING = "batch.kubernetes.io/job-tracking";

    private final ObjectNode job;
    private final JsonNode spec;
    private final ObjectNode status;
    private final List<ObjectNode> pods;
    private final Instant now;
    private final List<JobPlan.Note> notes = new ArrayList<>();
    private Optional<Instant> again = Optional.empty();

    private JobDecision(ObjectNode job, List<ObjectNode> pods, Instant now) {
        this.job = job;
        this.spec = job.path("spec");
        this.status = job.path("status") instanceof ObjectNode present ? present.deepCopy() : Json.object();
        this.pods = pods;
        this.now = now;
    }

    static JobPlan decide(ObjectNode job, List<ObjectNode> pods, Instant now) {
        return new JobDecision(job, pods, now).plan();
    }

    static boolean isFinished(JsonNode job) {
        return Meta.isTrue(job, "Complete") || Meta.isTrue(job, "Failed");
    }

    private JobPlan plan() {
        if (isFinished(job)) {
            return new JobPlan(
                    List.of(),
                    List.of(),
                    0,
                    status,
                    names(pods.stream().filter(JobDecision::isTracked)),
                    List.of(),
                    again);
        }
        count();
        var toNote = pods.stream()
                .filter(pod -> isTracked(pod) && !isNoted(pod) && hasEnded(pod))
                .toList();
        toNote.forEach(this::note);
        var verdict = verdict();
        verdict.ifPresent(found -> condition(found.interim, "True", found.reason, found.message));
        var active = names(pods.stream().filter(JobDecision::isActive));
        var delete = verdict.isPresent() ? active : List.<String>of();
        // seen on a real cluster: a pod that a suspension ends, or a parallelism of 0, is no failure of the Job
        var dismiss = verdict.isEmpty() && !wantsPods() ? active : List.<String>of();
        var create = verdict.isPresent() || !wantsPods() || Meta.isBeingDeleted(job) ? 0 : missing();
        suspension(verdict.isPresent());
        numbers(delete.size() + dismiss.size(), create);
        finish(verdict, delete.size());
        var release = names(pods.stream().filter(pod -> isTracked(pod) && isNoted(pod)));
        return new JobPlan(dismiss, delete, create, status, release, notes, again);
    }

    /** Turns what was noted, and has lost its finalizer since, into numbers. */
    private void count() {
        for (var outcome : List.of("succeeded", "failed")) {
            var noted = Json.texts(Json.at(status, "uncountedTerminatedPods", outcome));
            var left = noted.stream()
                    .filter(uid -> pods.stream().anyMatch(pod -> Meta.uid(pod).equals(uid) && isTracked(pod)))
                    .toList();
            if (left.size() < noted.size()) {
                status.put(outcome, status.path(outcome).asInt() + noted.size() - left.size());
            }
            var uncounted = Json.ensure(status, "uncountedTerminatedPods");
            uncounted.remove(outcome);
            if (!left.isEmpty()) {
                uncounted.set(outcome, Json.array(left));
            }
        }
    }

    private void note(ObjectNode pod) {
        var outcome = phase(pod).equals("Succeeded") ? "succeeded" : "failed";
        Json.ensureArray(Json.ensure(status, "uncountedTerminatedPods"), outcome)
                .add(Meta.uid(pod));
    }

    private boolean isNoted(ObjectNode pod) {
        var uncounted = status.path("uncountedTerminatedPods");
        return Json.texts(uncounted.path("succeeded")).contains(Meta.uid(pod))
                || Json.texts(uncounted.path("failed")).contains(Meta.uid(pod));
    }

    private int total(String outcome) {
        return status.path(outcome).asInt()
                + Json.at(status, "uncountedTerminatedPods", outcome).size();
    }

    private record Verdict(String interim, String last, String reason, String message) {
        static Verdict failed(String reason, String message) {
            return new Verdict("FailureTarget", "Failed", reason, message);
        }
    }

    private Optional<Verdict> verdict() {
        for (var known : List.of("FailureTarget", "SuccessCriteriaMet")) {
            var condition = condition(known);
            if (condition.isPresent()) {
                var last = known.equals("FailureTarget") ? "Failed" : "Complete";
                return Optional.of(new Verdict(
                        known, last, Json.text(condition.get(), "reason"), Json.text(condition.get(), "message")));
            }
        }
        if (total("failed") > spec.path("backoffLimit").asInt()) {
            return Optional.of(Verdict.failed("BackoffLimitExceeded", "Job has reached the specified backoff limit"));
        }
        if (isPastDeadline()) {
            return Optional.of(Verdict.failed("DeadlineExceeded", "Job was active longer than specified deadline"));
        }
        return total("succeeded") > 0
                ? Optional.of(new Verdict(
                        "SuccessCriteriaMet",
                        "Complete",
                        "CompletionsReached",
                        "Reached expected number of succeeded pods"))
                : Optional.empty();
    }

    private boolean isPastDeadline() {
        var start = Json.text(status, "startTime");
        if (!spec.has("activeDeadlineSeconds") || start.isEmpty() || isSuspended()) {
            return false;
        }
        var deadline = Instant.parse(start)
                .plusSeconds(spec.get("activeDeadlineSeconds").asLong());
        if (deadline.isAfter(now)) {
            again = Optional.of(deadline);
        }
        return !deadline.isAfter(now);
    }

    /** The next pod comes when none is left; unlike on a real cluster at once, not after a pause that grows. */
    private int missing() {
        var running = pods.stream().anyMatch(pod -> isActive(pod) || replacesOnlyFailed() && isTerminating(pod));
        return running || total("succeeded") > 0 ? 0 : 1;
    }

    private void suspension(boolean ends) {
        var suspended = condition("Suspended")
                .filter(found -> Json.text(found, "status").equals("True"))
                .isPresent();
        if (isSuspended() && !ends && !suspended) {
            condition("Suspended", "True", "JobSuspended", "Job suspended");
            notes.add(new JobPlan.Note("Normal", "Suspended", "Job suspended"));
        } else if (!isSuspended() && suspended) {
            condition("Suspended", "False", "JobResumed", "Job resumed");
            notes.add(new JobPlan.Note("Normal", "Resumed", "Job resumed"));
        }
        if (isSuspended() && !ends) {
            status.remove("startTime");
        } else if (!status.has("startTime") && !isSuspended()) {
            status.put("startTime", Meta.time(now));
            again = spec.has("activeDeadlineSeconds")
                    ? Optional.of(
                            now.plusSeconds(spec.get("activeDeadlineSeconds").asLong()))
                    : again;
        }
    }

    private void numbers(int deleted, int created) {
        var active = count(JobDecision::isActive) - deleted + created;
        if (active > 0) {
            status.put("active", active);
        } else {
            status.remove("active");
        }
        status.put("ready", count(pod -> isActive(pod) && Meta.isTrue(pod, "Ready")));
        status.put("terminating", count(JobDecision::isTerminating));
    }

    private int count(Predicate<ObjectNode> which) {
        return (int) pods.stream().filter(which).count();
    }

    private void finish(Optional<Verdict> verdict, int deleted) {
        var running = deleted
                + pods.stream()
                        .filter(pod -> isActive(pod) || isTerminating(pod))
                        .count();
        if (verdict.isEmpty()
                || running > 0
                || !status.path("uncountedTerminatedPods").isEmpty()) {
            return;
        }
        var end = verdict.get();
        condition(end.last, "True", end.reason, end.message);
        if (end.last.equals("Complete")) {
            status.put("completionTime", Meta.time(now));
            notes.add(new JobPlan.Note("Normal", "Completed", "Job completed"));
        } else {
            notes.add(new JobPlan.Note("Warning", end.reason, end.message));
        }
    }

    private Optional<ObjectNode> condition(String type) {
        return Json.objects(status.path("conditions")).stream()
                .filter(found -> Json.text(found, "type").equals(type))
                .findFirst();
    }

    private void condition(String type, String value, String reason, String message) {
        var condition = condition(type)
                .orElseGet(
                        () -> Json.ensureArray(status, "conditions").addObject().put("type", type));
        if (!Json.text(condition, "status").equals(value)) {
            condition.put("status", value).put("reason", reason).put("message", message);
            condition.put("lastProbeTime", Meta.time(now)).put("lastTransitionTime", Meta.time(now));
        }
    }

    private boolean isSuspended() {
        return spec.path("suspend").asBoolean();
    }

    private boolean wantsPods() {
        return !isSuspended() && spec.path("parallelism").asInt(1) > 0;
    }

    private boolean replacesOnlyFailed() {
        return Json.text(spec, "podReplacementPolicy").equals("Failed");
    }

    /** A pod that is being deleted counts as failed at once, unless only really failed ones are to be replaced. */
    private boolean hasEnded(ObjectNode pod) {
        return isOver(pod) || Meta.isBeingDeleted(pod) && !replacesOnlyFailed();
    }

    private static boolean isOver(ObjectNode pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    private static boolean isActive(ObjectNode pod) {
        return !isOver(pod) && !Meta.isBeingDeleted(pod);
    }

    private static boolean isTerminating(ObjectNode pod) {
        return !isOver(pod) && Meta.isBeingDeleted(pod);
    }

    private static boolean isTracked(ObjectNode pod) {
        return Meta.finalizers(pod).contains(TRACKING);
    }

    private static String phase(ObjectNode pod) {
        return Json.text(pod, "status", "phase");
    }

    private static List<String> names(java.util.stream.Stream<ObjectNode> pods) {
        return pods.map(Meta::name).toList();
    }
}
