package io.movein.runner.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An API server has several ways to say that there is nothing; to the runner they are one. Through the client that is used everywhere. */
class EmptyAnswersIT {
    private volatile String answer = "";
    private final CountDownLatch watched = new CountDownLatch(1);

    @AutoClose
    private final LoopbackServer server = new LoopbackServer(this::answer);

    @ParameterizedTest
    @ValueSource(strings = {"\"items\": null,", "", "\"items\": [],"})
    void aListOfNothingIsEmptyHoweverItIsSaid(String items) {
        answer = "{%s \"metadata\": {\"resourceVersion\": \"7\"}}".formatted(items);
        var cluster = new KubernetesCluster(client());

        for (var kind : List.of(Kind.JOB, Kind.POD, Kind.CONFIG_MAP, Kind.NETWORK_POLICY, Kind.CLAIM, Kind.NODE)) {
            assertThat(cluster.list(kind, "media", "")).as(kind.toString()).isEmpty();
            assertThat(cluster.listNamed(kind, "media")).as(kind.toString()).isEmpty();
        }
        assertThat(cluster.events("media", "uid")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"resources\": null,", "", "\"resources\": [],"})
    void aGroupWithoutKindsHasNoNamePolicies(String resources) {
        answer = "{%s \"groupVersion\": \"cilium.io/v2\"}".formatted(resources);

        assertThat(new KubernetesCluster(client()).knows(Kind.NAME_POLICY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"items\": null,", "", "\"items\": [],"})
    void aWatchOfNothingBegins(String items) throws Exception {
        answer = "{%s \"metadata\": {\"resourceVersion\": \"7\"}}".formatted(items);

        var watcher = new Watcher<>(
                Kind.JOB,
                client(),
                _ -> {},
                Duration.ofMinutes(3),
                Duration.ofMinutes(4),
                System::nanoTime,
                new SimpleMeterRegistry());
        watcher.start();

        assertThat(watched.await(10, TimeUnit.SECONDS)).isTrue();
        watcher.stop();
    }

    private ApiClient client() {
        return new ClientBuilder().setBasePath(server.url()).build();
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
            watched.countDown();
        }
        LoopbackServer.json(exchange, 200, answer);
    }
}
