package io.movein.runner.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.runner.Until;
import io.movein.runner.run.RunLabels;
import io.movein.testkit.RealControlPlane;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the real API server does to a watch in the course of time: bookmarks, an end, a broken connection, a forgotten past. */
@Tag("real-cluster")
@EnabledIf(value = "io.movein.testkit.RealControlPlane#isAvailable", disabledReason = RealControlPlane.MISSING)
class WatchIT {
    /** However short a watch is, it gets a bookmark two seconds before its end. */
    private static final Duration SHORT = Duration.ofSeconds(4);

    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Map<String, String> OURS = Map.of(RunLabels.MANAGED_BY, RunLabels.MOVEIN);

    private final RealControlPlane cluster = RealControlPlane.shared();
    private final List<HttpUrl> answered = new CopyOnWriteArrayList<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<String> hints = new CopyOnWriteArrayList<>();
    private final AtomicBoolean fromTheBeginning = new AtomicBoolean();
    private final String namespace = "watched-" + Long.toString(System.nanoTime(), 36);
    private final ApiClient client = access().client();
    private final ApiClient watching = access().client();
    private @Nullable Watcher<V1Job> watcher;

    @BeforeEach
    void aTenant() throws ApiException {
        new CoreV1Api(client)
                .createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(namespace)))
                .execute();
        watching.setHttpClient(
                watching.getHttpClient().newBuilder().addInterceptor(this::note).build());
    }

    @AfterEach
    void isRemoved() throws ApiException {
        if (watcher != null) {
            watcher.stop();
        }
        new CoreV1Api(client).deleteNamespace(namespace).execute();
    }

    @Test
    void theNextWatchGoesOnFromTheLastBookmark() throws ApiException {
        watch(SHORT);
        var lists = lists();
        var watches = watches().size();

        var ofOthers = version(job("of-others", Map.of()));
        Until.holds("two more watches", () -> watches().size() >= watches + 2);
        job("ours", OURS);

        Until.holds("a hint", () -> hints.contains("ours"));
        assertThat(watches().getLast()).isGreaterThanOrEqualTo(ofOthers);
        assertThat(hints).doesNotContain("of-others");
        assertThat(lists()).isEqualTo(lists);
    }

    @Test
    void aWatchThatBreaksGoesOnWhereItWas() throws ApiException {
        watch(LONG);
        var before = version(job("before", OURS));
        Until.holds("a hint", () -> hints.contains("before"));
        var lists = lists();
        var watches = watches().size();

        breakTheWatch();
        Until.holds("another watch", () -> watches().size() > watches);
        job("after", OURS);

        Until.holds("a hint", () -> hints.contains("after"));
        assertThat(watches().getLast()).isGreaterThanOrEqualTo(before);
        assertThat(lists()).isEqualTo(lists);
    }

    @Test
    void whatTheApiServerHasForgottenIsListedOnce() throws ApiException {
        watch(LONG);
        restartTheApiServer();
        Until.holds("another list", () -> lists() > 1);
        job("before", OURS);
        Until.holds("a hint", () -> hints.contains("before"));
        var lists = lists();

        fromTheBeginning.set(true);
        breakTheWatch();
        Until.holds("410 Gone, and a list", () -> !fromTheBeginning.get() && lists() > lists);
        job("after", OURS);

        Until.holds("a hint", () -> hints.contains("after"));
        assertThat(lists()).isEqualTo(lists + 1);
    }

    private void watch(Duration lasting) {
        watcher = new Watcher<>(
                Kind.JOB,
                watching,
                seen -> hint(seen.object()),
                Duration.ofMinutes(3),
                lasting,
                System::nanoTime,
                new SimpleMeterRegistry());
        watcher.start();
        Until.holds("a watch", () -> !watches().isEmpty());
    }

    /** Jobs of the test before may still be there, with the same names. */
    private void hint(V1Job job) {
        var metadata = job.getMetadata();
        if (namespace.equals(metadata.getNamespace())) {
            hints.add(requireNonNull(metadata.getName()));
        }
    }

    private void breakTheWatch() {
        calls.getLast().cancel();
    }

    /** Its watches begin with what is there then. */
    private void restartTheApiServer() {
        var before = cluster.pid("kube-apiserver");
        ProcessHandle.of(before).orElseThrow().destroyForcibly();
        Until.holds("an API server that answers again", () -> cluster.pid("kube-apiserver") != before && isReady());
    }

    private boolean isReady() {
        try {
            new CoreV1Api(client).readNamespace(namespace).execute();
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    private Access access() {
        return new Access(Optional.of(cluster.kubeconfig()), Duration.ofMinutes(3));
    }

    /** Watches and what else was asked, as they were answered. */
    private Response note(Interceptor.Chain chain) throws IOException {
        var url = chain.request().url();
        var old = url.queryParameter("watch") != null && fromTheBeginning.getAndSet(false)
                ? url.newBuilder().setQueryParameter("resourceVersion", "1").build()
                : url;
        var response = chain.proceed(chain.request().newBuilder().url(old).build());
        if (response.isSuccessful()) {
            answered.add(old);
            calls.add(chain.call());
        }
        return response;
    }

    /** The version that each watch began with. */
    private List<Long> watches() {
        return answered.stream()
                .filter(url -> url.queryParameter("watch") != null)
                .map(url -> Long.parseLong(requireNonNull(url.queryParameter("resourceVersion"))))
                .toList();
    }

    private long lists() {
        return answered.stream()
                .filter(url -> url.queryParameter("watch") == null)
                .count();
    }

    /** One that never starts. */
    private V1Job job(String name, Map<String, String> labels) throws ApiException {
        var pod = new V1PodSpec()
                .restartPolicy("Never")
                .containers(List.of(new V1Container().name("nothing").image("nothing")));
        return new BatchV1Api(client)
                .createNamespacedJob(
                        namespace,
                        new V1Job()
                                .metadata(new V1ObjectMeta().name(name).labels(labels))
                                .spec(new V1JobSpec().suspend(true).template(new V1PodTemplateSpec().spec(pod))))
                .execute();
    }

    private static long version(V1Job job) {
        return Long.parseLong(requireNonNull(job.getMetadata().getResourceVersion()));
    }
}
