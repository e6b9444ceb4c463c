package io.movein.standin.kubernetes.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobDecisionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void createsAPodForANewJob() {
        var plan = decide(aJob());

        assertThat(plan.create()).isEqualTo(1);
        assertThat(plan.status()).isEqualTo(Json.parse("""
            {"uncountedTerminatedPods": {}, "startTime": "2026-01-01T00:00:00Z", "active": 1, "ready": 0, "terminating": 0}"""));
    }

    @Test
    void createsNoSecondPodBesideAnActiveOne() {
        assertThat(decide(aJob(), aPod("p", "Running")).create()).isZero();
    }

    @Test
    void notesAPodsEndBeforeItLetsThePodGo() {
        var plan = decide(aJob(), aPod("p", "Succeeded"));

        assertThat(Json.texts(Json.at(plan.status(), "uncountedTerminatedPods", "succeeded")))
                .containsExactly("uid-p");
        assertThat(plan.status().has("succeeded")).isFalse();
        assertThat(plan.release()).containsExactly("p");
    }

    @Test
    void countsAnEndOnceThoughItIsToldAgain() {
        var noted = Json.parse("{\"uncountedTerminatedPods\": {\"succeeded\": [\"uid-p\"]}}");
        var held = decide(withStatus(noted), aPod("p", "Succeeded"));
        var released = aPod("p", "Succeeded");
        Json.ensure(released, "metadata").remove("finalizers");

        var counted = decide(withStatus(held.status()), released);
        var again = decide(withStatus(counted.status()), released);

        assertThat(held.release()).containsExactly("p");
        assertThat(held.status().has("succeeded")).isFalse();
        assertThat(counted.status().path("succeeded").asInt()).isEqualTo(1);
        assertThat(again.status()).isEqualTo(counted.status());
    }

    @Test
    void isNotCompleteWhileAnEndIsUncounted() {
        var plan = decide(aJob(), aPod("p", "Succeeded"));

        assertThat(types(plan)).containsExactly("SuccessCriteriaMet");
    }

    @Test
    void waitsWithFailedForWhatStillEnds() {
        var failing = Json.parse("""
            {"failed": 1, "conditions": [{"type": "FailureTarget", "status": "True", "reason": "DeadlineExceeded", "message": "m"}]}""");
        var ending = aPod("p", "Running");
        Json.ensure(ending, "metadata")
                .put("deletionTimestamp", "2026-01-01T00:00:30Z")
                .remove("finalizers");

        var before = decide(withStatus(failing), ending);
        var after = decide(withStatus(before.status()));

        assertThat(types(before)).containsExactly("FailureTarget");
        assertThat(before.status().path("terminating").asInt()).isEqualTo(1);
        assertThat(types(after)).containsExactly("FailureTarget", "Failed");
        assertThat(after.notes()).containsExactly(new JobPlan.Note("Warning", "DeadlineExceeded", "m"));
    }

    @Test
    void dismissesPodsOfASuspendedJobUncounted() {
        var job = aJob();
        Json.ensure(job, "spec").put("suspend", true);

        var plan = decide(job, aPod("p", "Running"));

        assertThat(plan.dismiss()).containsExactly("p");
        assertThat(plan.delete()).isEmpty();
        assertThat(types(plan)).containsExactly("Suspended");
    }

    @Test
    void doesNothingMoreWhenTheJobIsOver() {
        var over = Json.parse("{\"conditions\": [{\"type\": \"Failed\", \"status\": \"True\"}]}");

        var plan = decide(withStatus(over), aPod("p", "Running"));

        assertThat(plan)
                .isEqualTo(new JobPlan(
                        List.of(), List.of(), 0, over, List.of("p"), List.of(), java.util.Optional.empty()));
    }

    private static JobPlan decide(ObjectNode job, ObjectNode... pods) {
        return JobDecision.decide(job, List.of(pods), NOW);
    }

    private static List<String> types(JobPlan plan) {
        return Json.stream(plan.status().path("conditions"))
                .map(condition -> Json.text(condition, "type"))
                .toList();
    }

    private static ObjectNode withStatus(ObjectNode status) {
        var job = aJob();
        job.set("status", status);
        return job;
    }

    private static ObjectNode aJob() {
        return Json.parse("""
            {"kind": "Job", "metadata": {"name": "a", "namespace": "n", "uid": "u"}, "spec": {"parallelism": 1, "completions": 1, "backoffLimit": 0}, "status": {}}""");
    }

    private static ObjectNode aPod(String name, String phase) {
        return Json.parse("""
            {"kind": "Pod", "metadata": {"name": "%s", "uid": "uid-%s", "creationTimestamp": "2026-01-01T00:00:00Z",
              "finalizers": ["batch.kubernetes.io/job-tracking"]}, "status": {"phase": "%s"}}""".formatted(name, name, phase));
    }
}
