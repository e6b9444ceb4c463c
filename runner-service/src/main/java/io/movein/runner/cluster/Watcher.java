package io.movein.runner.cluster;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import io.kubernetes.client.util.Watch;
import io.micrometer.core.instrument.MeterRegistry;
import io.movein.runner.cluster.WatchEvent.How;
import io.movein.runner.run.RunLabels;
import io.movein.runtime.Health;
import io.movein.runtime.OwnFaults;
import io.movein.runtime.Worker;
import io.movein.runtime.kubernetes.Answers;
import io.movein.runtime.kubernetes.ClusterJson;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches Movein's objects of one kind and passes each on as it is seen. It lists once and watches from there on, bookmark by bookmark.
 * A watch that ends or breaks goes on where it was; only where the API server has forgotten what happened since, or a watch has shown
 * nothing at all, there is another list, ever less often while that goes on. A watch can die silently: one from which nothing has come
 * for the configured time, not even the bookmark of about every minute, is broken off and makes the service's health DOWN until
 * something comes again. A list is no sign of life of a watch.
 */
public final class Watcher<T extends KubernetesObject> implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    private static final Duration LASTING = Duration.ofMinutes(4);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    static {
        ClusterJson.take();
    }

    private final Kind<T> kind;
    private final Type event;
    private final ApiClient client;
    private final Consumer<WatchEvent<T>> hint;
    private final Duration staleAfter;
    private final Duration lasting;
    private final LongSupplier nanos;
    private final OwnFaults faults;
    private volatile long lastSign;
    private volatile long began;
    private volatile @Nullable Watch<T> watch;
    private volatile boolean running;
    private @Nullable String version;
    private boolean hasShown;
    private @Nullable Thread thread;

    /**
     * @param lasting how long a watch lasts before the API server ends it and the next one begins
     * @param nanos   the monotonic clock: every other may be set, the cluster's as well when it is first heard of
     */
    Watcher(
            Kind<T> kind,
            ApiClient client,
            Consumer<WatchEvent<T>> hint,
            Duration staleAfter,
            Duration lasting,
            LongSupplier nanos,
            MeterRegistry meters) {
        this.kind = kind;
        this.event =
                TypeToken.getParameterized(Watch.Response.class, kind.type()).getType();
        this.client = client;
        this.hint = hint;
        this.staleAfter = staleAfter;
        this.lasting = lasting;
        this.nanos = nanos;
        this.faults = new OwnFaults(name(), meters);
        this.lastSign = nanos.getAsLong();
        this.began = lastSign;
    }

    public static <T extends KubernetesObject> Watcher<T> of(
            Kind<T> kind, Access access, Consumer<WatchEvent<T>> hint, Duration staleAfter, MeterRegistry meters) {
        return new Watcher<>(kind, access.watching(staleAfter), hint, staleAfter, LASTING, System::nanoTime, meters);
    }

    @Override
    public String name() {
        return "watch of " + kind;
    }

    /** Since the watch has last shown something. */
    public Duration silence() {
        return since(lastSign);
    }

    private Duration since(long then) {
        return Duration.ofNanos(nanos.getAsLong() - then);
    }

    @Override
    public void start() {
        running = true;
        lastSign = nanos.getAsLong();
        began = lastSign;
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
        var busy = since(began);
        return busy.compareTo(lasting.plus(staleAfter.multipliedBy(2))) > 0
                ? Health.down("has hung for " + busy.toSeconds() + " s")
                : Health.up(lastSignOfLife());
    }

    /** A cluster that is away does not come back by a new start. */
    @Override
    public Health readiness() {
        return silence().compareTo(staleAfter.multipliedBy(2)) > 0
                ? Health.down("no sign of life for " + silence().toSeconds() + " s")
                : Health.up(lastSignOfLife());
    }

    private String lastSignOfLife() {
        return "last sign of life " + silence().toSeconds() + " s ago";
    }

    private void run() {
        var pause = SHORTEST_PAUSE;
        while (running) {
            began = nanos.getAsLong();
            hasShown = false;
            try {
                if (version == null) {
                    version = list();
                }
                watchFrom(version);
            } catch (Throwable e) { // the HTTP client throws checked exceptions that it does not declare
                version = hasShown ? version : null;
                tell(e);
            }
            var lived = since(began);
            pause = hasShown || lived.compareTo(LONGEST_PAUSE) > 0 ? SHORTEST_PAUSE : longer(pause);
            sleep(pause);
        }
    }

    private static Duration longer(Duration pause) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** The world mends itself by waiting; an error of our own has to be seen by somebody. */
    private void tell(Throwable e) {
        if (running && !faults.met(e)) {
            LOG.info("{} begins anew: {}", name(), e.toString());
        }
    }

    private String list() throws ApiException {
        var list = Answers.to(request(List.of()), kind.listType());
        list.getItems().forEach(item -> hint.accept(new WatchEvent<>(kind.type().cast(item), How.LISTED)));
        return list.getMetadata().getResourceVersion();
    }

    private void watchFrom(String from) throws ApiException, IOException {
        try (Watch<T> events = Watch.createWatch(client, request(watchingFrom(from)), event)) {
            watch = events;
            while (running && events.hasNext()) {
                take(events.next());
            }
        }
    }

    private List<Pair> watchingFrom(String version) {
        return List.of(
                new Pair("watch", "true"),
                new Pair("allowWatchBookmarks", "true"),
                new Pair("timeoutSeconds", Long.toString(lasting.toSeconds())),
                new Pair("resourceVersion", version));
    }

    /** The generated methods would want one of these for each kind, alike but for their types. */
    private Call request(List<Pair> more) throws ApiException {
        var query = new ArrayList<>(more);
        query.add(new Pair("labelSelector", RunLabels.OURS));
        return client.buildCall(
                client.getBasePath(),
                kind.path(),
                "GET",
                query,
                List.of(),
                null,
                new HashMap<>(Map.of("Accept", "application/json")),
                new HashMap<>(),
                new HashMap<>(),
                new String[] {"BearerToken"},
                null);
    }

    /** @throws ApiException the API server ends the watch, as it does where it has forgotten what came after the version */
    private void take(Watch.Response<T> event) throws ApiException {
        if (event.object == null || "ERROR".equals(event.type)) {
            hasShown = false;
            throw new ApiException("the API server ends it: " + event.status);
        }
        lastSign = nanos.getAsLong();
        if (!"BOOKMARK".equals(event.type)) {
            hint.accept(new WatchEvent<>(event.object, "DELETED".equals(event.type) ? How.GONE : How.CHANGED));
        }
        version = event.object.getMetadata().getResourceVersion();
        hasShown = true;
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
