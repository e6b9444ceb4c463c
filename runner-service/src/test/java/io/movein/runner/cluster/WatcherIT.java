package io.movein.runner.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.util.ClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.runtime.Health;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WatcherIT {
    private static final String LIST = """
            {"metadata": {"resourceVersion": "7"}, "items": []}
            """;
    private static final String GONE = """
            {"type": "ERROR", "object": {"kind": "Status", "code": 410, "reason": "Expired", "message": "too old resource version"}}
            """;
    private final List<Instant> lists = new CopyOnWriteArrayList<>();
    private final CountDownLatch fourLists = new CountDownLatch(4);
    private final CountDownLatch watched = new CountDownLatch(1);
    private final AtomicLong clock = new AtomicLong();
    private volatile Duration passingWithEachList = Duration.ZERO;
    private volatile boolean hangs;
    private volatile String answer = LIST;

    @AutoClose
    private final LoopbackServer server = new LoopbackServer(this::answer);

    @Test
    void listsEverLessOftenWhereEachWatchIsGoneAtOnce() throws Exception {
        var watcher = watcher(System::nanoTime, _ -> {}, new SimpleMeterRegistry());

        watcher.start();
        var inTime = fourLists.await(20, TimeUnit.SECONDS);
        watcher.stop();

        assertThat(inTime).isTrue();
        // 200, 400 and 800 ms
        assertThat(Duration.between(lists.getFirst(), lists.get(3))).isGreaterThan(Duration.ofMillis(1300));
    }

    /** By the monotonic clock: this machine's may be set, and the cluster's is another than ours when it is first heard. */
    @Test
    void aWatchThatShowsNothingIsNotReadyAndOneThatDoesNotEndWantsANewStart() throws Exception {
        hangs = true;
        var watcher = watcher(clock::get, _ -> {}, new SimpleMeterRegistry());

        watcher.start();
        assertThat(watched.await(20, TimeUnit.SECONDS)).isTrue();
        clock.set(Duration.ofMinutes(6).toNanos());
        var quiet = watcher.readiness();
        clock.set(Duration.ofSeconds(361).toNanos());
        var silent = watcher.readiness();
        var alive = watcher.health();
        clock.set(Duration.ofSeconds(601).toNanos());
        var hung = watcher.health();
        watcher.stop();

        assertThat(quiet).isEqualTo(Health.up("last sign of life 360 s ago"));
        assertThat(silent).isEqualTo(Health.down("no sign of life for 361 s"));
        assertThat(alive.working()).isTrue();
        assertThat(hung).isEqualTo(Health.down("has hung for 601 s"));
    }

    /** Otherwise one that is broken off again and again would look alive. */
    @Test
    void aListIsNoSignOfLifeOfAWatch() throws Exception {
        var watcher = watcher(clock::get, _ -> {}, new SimpleMeterRegistry());
        passingWithEachList = Duration.ofMinutes(2);

        watcher.start();
        assertThat(fourLists.await(20, TimeUnit.SECONDS)).isTrue();
        watcher.stop();

        assertThat(watcher.silence()).isGreaterThanOrEqualTo(Duration.ofMinutes(8));
        assertThat(watcher.readiness().working()).isFalse();
    }

    /** An object that the runner cannot take must not end the watch of all others, nor be unseen. */
    @Test
    void outlivesAnErrorOfItsOwnAndCountsIt() throws Exception {
        answer = LIST.replace("[]", "[{\"metadata\": {\"name\": \"odd\"}}]");
        var meters = new SimpleMeterRegistry();
        var watcher = watcher(
                clock::get,
                _ -> {
                    throw new StackOverflowError("deep");
                },
                meters);

        watcher.start();
        assertThat(fourLists.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(watcher.health().working()).isTrue();
        assertThat(meters.counter("movein.own.faults", "worker", watcher.name()).count())
                .isGreaterThanOrEqualTo(3);
        watcher.stop();
    }

    private Watcher<V1Job> watcher(LongSupplier nanos, Consumer<V1Job> seen, MeterRegistry meters) {
        return new Watcher<>(
                Kind.JOB,
                client(),
                it -> seen.accept(it.object()),
                Duration.ofMinutes(3),
                Duration.ofMinutes(4),
                nanos,
                meters);
    }

    private ApiClient client() {
        return new ClientBuilder().setBasePath(server.url()).build();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var watch = String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
        if (watch && hangs) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            watched.countDown();
            return;
        }
        if (!watch) {
            clock.addAndGet(passingWithEachList.toNanos());
            lists.add(Instant.now());
            fourLists.countDown();
        }
        LoopbackServer.json(exchange, 200, watch ? GONE : answer);
    }
}
