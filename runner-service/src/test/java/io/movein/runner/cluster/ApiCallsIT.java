package io.movein.runner.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiCallsIT {
    private static final String JOB = "{\"kind\": \"Job\", \"metadata\": {\"namespace\": \"media\", \"name\": \"a\"}}";
    private static final String STATUS =
            "{\"kind\": \"Status\", \"status\": \"Failure\", \"code\": %d, \"reason\": \"%s\", \"message\": \"%s\"}";
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AutoClose
    private final LoopbackServer server = new LoopbackServer(this::answer);

    private final KubernetesCluster cluster =
            new KubernetesCluster(new ClientBuilder().setBasePath(server.url()).build());
    private final V1Job job =
            new V1Job().metadata(new V1ObjectMeta().namespace("media").name("a").uid("u"));

    private volatile int code = 200;
    private volatile String answer = JOB;

    @Test
    void areWhatTheApiServerDocuments() {
        cluster.get(Kind.JOB, "media", "a");
        cluster.get(Kind.NODE, "", "n1");
        cluster.create(Kind.JOB, job);
        cluster.replace(Kind.JOB, job);
        cluster.annotate(Kind.JOB, job, "k", "v");
        cluster.deleteNow(Kind.JOB, job);

        assertThat(asked)
                .containsExactly(
                        "GET /apis/batch/v1/namespaces/media/jobs/a null ",
                        "GET /api/v1/nodes/n1 null ",
                        "POST /apis/batch/v1/namespaces/media/jobs application/json; charset=utf-8 " + written(),
                        "PUT /apis/batch/v1/namespaces/media/jobs/a application/json; charset=utf-8 " + written(),
                        "PATCH /apis/batch/v1/namespaces/media/jobs/a application/merge-patch+json"
                                + " {\"metadata\":{\"annotations\":{\"k\":\"v\"}}}",
                        "DELETE /apis/batch/v1/namespaces/media/jobs/a application/json; charset=utf-8"
                                + " {\"dryRun\":[],\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"u\"}}",
                        "PATCH /apis/batch/v1/namespaces/media/jobs/a application/merge-patch+json"
                                + " {\"metadata\":{\"finalizers\":null}}");
    }

    @Test
    void listByLabelOrByName() {
        answer = "{\"metadata\": {}, \"items\": [" + JOB + "]}";

        assertThat(cluster.list(Kind.JOB, "media", "movein.io/run=a,x")).hasSize(1);
        cluster.list(Kind.JOB, null, "");
        cluster.listNamed(Kind.JOB, "a");

        assertThat(asked)
                .containsExactly(
                        "GET /apis/batch/v1/namespaces/media/jobs?labelSelector=movein.io/run=a,x null ",
                        "GET /apis/batch/v1/jobs null ",
                        "GET /apis/batch/v1/jobs?fieldSelector=metadata.name=a null ");
    }

    @Test
    void readTheObjectThatWasWritten() {
        answer = JOB.replace("\"name\"", "\"resourceVersion\": \"8\", \"name\"");

        assertThat(cluster.replace(Kind.JOB, job).orElseThrow().getMetadata().getResourceVersion())
                .isEqualTo("8");
    }

    @Test
    void tellARefusalInTheApiServersWords() {
        refuses(422, "Invalid", "Job a is invalid: spec.template");

        assertThatThrownBy(() -> cluster.create(Kind.JOB, job))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Job a is invalid: spec.template");
        assertThatThrownBy(() -> cluster.annotate(Kind.JOB, job, "k", "v")).isInstanceOf(RefusedException.class);
    }

    @Test
    void tellWhatMayNotBeReadAndWhatThereIsNot() {
        refuses(403, "Forbidden", "jobs is forbidden");

        assertThatThrownBy(() -> cluster.list(Kind.JOB, "media", "x"))
                .isInstanceOf(ForbiddenException.class)
                .hasMessage("list Job of media x: jobs is forbidden");
        refuses(404, "NotFound", "jobs a not found");
        assertThat(cluster.get(Kind.JOB, "media", "a")).isEmpty();
        assertThat(cluster.replace(Kind.JOB, job)).isEmpty();
    }

    @Test
    void tellAConflictByItsReason() {
        refuses(409, "AlreadyExists", "there is one");
        assertThat(cluster.create(Kind.JOB, job)).isEmpty();

        refuses(409, "Conflict", "the quota has been modified");
        assertThatThrownBy(() -> cluster.create(Kind.JOB, job))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("create Job media/a: 409 the quota has been modified");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>busy</html>", "busy"})
    void tellTheTextOfWhateverIsInBetween(String text) {
        code = 503;
        answer = text;

        assertThatThrownBy(() -> cluster.get(Kind.JOB, "media", "a"))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("get Job media/a: 503 " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "[]", "{\"error\": \"come again\"}"})
    void takeNothingElseForAList(String text) {
        answer = text;

        assertThatThrownBy(() -> cluster.list(Kind.JOB, "media", "x"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("list Job of media x: ");
    }

    private void refuses(int code, String reason, String message) {
        this.code = code;
        answer = STATUS.formatted(code, reason, message);
    }

    private static String written() {
        return "{\"metadata\":{\"annotations\":{},\"finalizers\":[],\"labels\":{},\"name\":\"a\",\"namespace\":\"media\","
                + "\"ownerReferences\":[],\"uid\":\"u\"}}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        asked.add(exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath()
                + (exchange.getRequestURI().getQuery() == null
                        ? ""
                        : "?" + exchange.getRequestURI().getQuery())
                + " " + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
        LoopbackServer.json(exchange, code, answer);
    }
}
