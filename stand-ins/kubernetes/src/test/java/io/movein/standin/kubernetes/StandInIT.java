package io.movein.standin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the stand-in has: its memory on disk, its misbehaviour on demand, its short patience. */
class StandInIT {
    @TempDir
    Path directory;

    @Test
    void comesBackWithWhatItHad() throws IOException {
        String version;
        try (var cluster = LocalCluster.start(ClusterConfig.onAnyPort().withDataDir(directory))) {
            raw(cluster)
                    .post(
                            "/api/v1/namespaces/default/configmaps",
                            "{\"metadata\": {\"name\": \"kept\"}, \"data\": {\"k\": \"v\"}}");
            raw(cluster).post("/api/v1/namespaces/default/configmaps", "{\"metadata\": {\"name\": \"gone\"}}");
            version = raw(cluster)
                    .delete("/api/v1/namespaces/default/configmaps/gone", "{}")
                    .text();
        }
        // a crash in the middle of a write leaves half a line
        Files.writeString(directory.resolve("objects.jsonl"), "{\"do\":\"put\",\"revi", StandardOpenOption.APPEND);

        try (var cluster = LocalCluster.start(ClusterConfig.onAnyPort().withDataDir(directory))) {
            var kept = raw(cluster)
                    .get("/api/v1/namespaces/default/configmaps/kept")
                    .json();
            var created = raw(cluster)
                    .post("/api/v1/namespaces/default/configmaps", "{\"metadata\": {\"name\": \"new\"}}")
                    .json();

            assertThat(version).contains("Success");
            assertThat(kept.at("/data/k").asText()).isEqualTo("v");
            assertThat(raw(cluster)
                            .get("/api/v1/namespaces/default/configmaps/gone")
                            .code())
                    .isEqualTo(404);
            assertThat(created.at("/metadata/resourceVersion").asLong())
                    .isGreaterThan(kept.at("/metadata/resourceVersion").asLong());
        }
    }

    @Test
    void failsAsOftenAsItIsTold() throws IOException {
        try (var cluster = LocalCluster.start()) {
            cluster.faults().answer(503, 2, call -> call.path().endsWith("/pods"));

            var codes = List.of(pods(cluster), pods(cluster), pods(cluster));

            assertThat(codes).containsExactly(503, 503, 200);
            assertThat(cluster.faults().calls()).last().hasToString("GET /api/v1/pods");
        }
    }

    @Test
    void hangsUntilItIsCleared() throws Exception {
        try (var cluster = LocalCluster.start()) {
            cluster.faults().hang();

            var answer = CompletableFuture.supplyAsync(() -> pods(cluster), Thread::startVirtualThread);
            assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            cluster.faults().clear();

            assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(200);
        }
    }

    @Test
    void breaksWatchesInTheMiddle() throws Exception {
        try (var cluster = LocalCluster.start()) {
            var watch = CompletableFuture.supplyAsync(
                    () -> raw(cluster).get("/api/v1/pods?watch=1&timeoutSeconds=60"), Thread::startVirtualThread);
            Until.holds(
                    "the watch runs", () -> cluster.faults().calls().stream().anyMatch(ApiFaults.Call::isWatch));

            Until.holds("it breaks", () -> {
                cluster.faults().cutWatches();
                return watch.isDone();
            });

            assertThatThrownBy(watch::join).hasRootCauseInstanceOf(IOException.class);
        }
    }

    private static int pods(LocalCluster cluster) {
        return raw(cluster).get("/api/v1/pods").code();
    }

    private static Raw raw(LocalCluster cluster) {
        return new Raw(new ApiClient().setBasePath(cluster.url().toString()).setReadTimeout(0));
    }
}
