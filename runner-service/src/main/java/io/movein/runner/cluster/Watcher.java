package io.movein.runner.cluster;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.BatchV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.util.Watch;
import io.movein.runner.run.RunLabels;
import io.movein.runtime.Health;
import io.movein.runtime.Worker;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches Movein's objects of one kind and passes each on as a hint. Lists before every watch, so nothing that happened in
 * between is missed. A watch can die silently: one that has shown no sign of life for the configured time is broken off
 * and makes the service's health DOWN until there is one again.
 */
public final class Watcher<T extends KubernetesObject> implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    private static final int SECONDS = 240;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Makes the request for a list, or a watch from a resource version on. */
    private interface Request {
        Call call(@Nullable String watchFrom) throws ApiException;
    }

    private final Kind<T> kind;
    private final ApiClient client;
    private final Request request;
    private final Type event;
    private final Consumer<T> hint;
    private final Duration staleAfter;
    private final InstantSource clock;
    private volatile Instant lastSign;
    private volatile @Nullable Watch<T> watch;
    private volatile boolean running;
    private @Nullable Thread thread;

    private Watcher(
            Kind<T> kind,
            ApiClient client,
            Request request,
            Type event,
            Consumer<T> hint,
            Duration staleAfter,
            InstantSource clock) {
        this.kind = kind;
        this.client = client;
        this.request = request;
        this.event = event;
        this.hint = hint;
        this.staleAfter = staleAfter;
        this.clock = clock;
        this.lastSign = clock.instant();
    }

    public static Watcher<V1Job> ofJobs(Access access, Consumer<V1Job> hint, Duration staleAfter, InstantSource clock) {
        var client = access.watching(staleAfter);
        var api = new BatchV1Api(client);
        return new Watcher<>(
                Kind.JOB,
                client,
                from -> from == null
                        ? api.listJobForAllNamespaces()
                                .labelSelector(RunLabels.OURS)
                                .buildCall(null)
                        : api.listJobForAllNamespaces()
                                .labelSelector(RunLabels.OURS)
                                .resourceVersion(from)
                                .allowWatchBookmarks(true)
                                .timeoutSeconds(SECONDS)
                                .watch(true)
                                .buildCall(null),
                new TypeToken<Watch.Response<V1Job>>() {}.getType(),
                hint,
                staleAfter,
                clock);
    }

    public static Watcher<V1Pod> ofPods(Access access, Consumer<V1Pod> hint, Duration staleAfter, InstantSource clock) {
        var client = access.watching(staleAfter);
        var api = new CoreV1Api(client);
        return new Watcher<>(
                Kind.POD,
                client,
                from -> from == null
                        ? api.listPodForAllNamespaces()
                                .labelSelector(RunLabels.OURS)
                                .buildCall(null)
                        : api.listPodForAllNamespaces()
                                .labelSelector(RunLabels.OURS)
                                .resourceVersion(from)
                                .allowWatchBookmarks(true)
                                .timeoutSeconds(SECONDS)
                                .watch(true)
                                .buildCall(null),
                new TypeToken<Watch.Response<V1Pod>>() {}.getType(),
                hint,
                staleAfter,
                clock);
    }

    @Override
    public String name() {
        return "watch of " + kind;
    }

    /** Since the last sign of life. */
    public Duration silence() {
        return Duration.between(lastSign, clock.instant());
    }

    @Override
    public void start() {
        running = true;
        lastSign = clock.instant();
        thread = Thread.ofPlatform().daemon().name(name()).start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        close(watch);
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public Health health() {
        if (thread == null || !thread.isAlive()) {
            return Health.down("not running");
        }
        return silence().compareTo(staleAfter.multipliedBy(2)) > 0
                ? Health.down("no sign of life since " + lastSign)
                : Health.up("last sign of life " + lastSign);
    }

    private void run() {
        var pause = Duration.ofMillis(100);
        while (running) {
            try {
                watchFrom(list());
                pause = Duration.ofMillis(100);
            } catch (Exception e) { // the HTTP client throws checked exceptions that it does not declare
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                if (running) {
                    LOG.info("{} begins anew in {}: {}", name(), pause, e.toString());
                }
            }
            sleep(pause);
        }
    }

    private String list() throws ApiException {
        var listType = TypeToken.get(kind.listType()).getType();
        KubernetesListObject list = client.<KubernetesListObject>execute(request.call(null), listType)
                .getData();
        sign();
        list.getItems().forEach(item -> hint.accept(kind.type().cast(item)));
        return list.getMetadata().getResourceVersion();
    }

    private void watchFrom(String version) throws ApiException, IOException {
        try (Watch<T> events = Watch.createWatch(client, request.call(version), event)) {
            watch = events;
            while (running && events.hasNext()) {
                var next = events.next();
                sign();
                if (next.object == null || "ERROR".equals(next.type)) {
                    LOG.debug("{} ends: {}", name(), next.status);
                    return;
                }
                if (!"BOOKMARK".equals(next.type)) {
                    hint.accept(next.object);
                }
            }
        }
    }

    private void sign() {
        lastSign = clock.instant();
    }

    private void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            running = false;
        }
    }

    private static void close(@Nullable Watch<?> watch) {
        try {
            if (watch != null) {
                watch.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("a watch did not close", e);
        }
    }
}
