package io.movein.standin.github.webhook;

import io.movein.standin.github.api.HookDeliveries;
import io.movein.standin.github.faults.DeliveryFault;
import io.movein.standin.github.faults.Faults;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends signed deliveries, each on a thread of its own, so that their order is as little guaranteed as GitHub's. Nothing is
 * sent again by itself; what became of the last deliveries can be read.
 */
public final class Deliveries implements HookDeliveries, AutoCloseable {

    private static final int KEPT = 2_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration REORDER_WAITS = Duration.ofSeconds(2);

    private record Target(URI uri, String secret) {}

    private final Faults faults;
    private final Clock clock;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("github-deliveries").factory());
    private final LinkedHashMap<String, Delivery> log = new LinkedHashMap<>();
    private final AtomicLong sent = new AtomicLong();
    private final LinkedHashMap<Long, Attempt> attempts = new LinkedHashMap<>();
    private long lastAttempt = 10_000_000_000L;
    private final List<Delivery> held = new ArrayList<>();
    private volatile @Nullable Target target;

    public Deliveries(Faults faults, Clock clock) {
        this.faults = faults;
        this.clock = clock;
    }

    public void to(URI uri, String secret) {
        target = new Target(uri, secret);
    }

    /** The newest last; at most the last 2,000. */
    public List<Delivery> log() {
        synchronized (log) {
            return List.copyOf(log.values());
        }
    }

    /** How many there were since the start, whatever became of them. */
    public long sent() {
        return sent.get();
    }

    public void send(Payload payload) {
        sent.incrementAndGet();
        var delivery = new Delivery(
                UUID.randomUUID().toString(),
                payload.event(),
                payload.action(),
                payload.issue(),
                payload.json().toString().getBytes(StandardCharsets.UTF_8),
                clock.instant(),
                "on its way");
        if (target == null) {
            keep(delivery.ended("no webhook is configured"));
            return;
        }
        keep(delivery);
        faults.takeDelivery().ifPresentOrElse(fault -> sendBadly(delivery, fault), () -> post(delivery));
    }

    @Override
    public List<Attempt> attempts() {
        synchronized (attempts) {
            return new ArrayList<>(attempts.values()).reversed();
        }
    }

    /** What GitHub's "Redeliver" button does; false if the delivery is not known (any more). */
    @Override
    public boolean redeliver(String id) {
        var known = log().stream().filter(delivery -> delivery.id().equals(id)).findFirst();
        known.ifPresent(this::post);
        return known.isPresent();
    }

    private void sendBadly(Delivery delivery, DeliveryFault fault) {
        switch (fault) {
            case DeliveryFault.Drop drop -> keep(delivery.ended("dropped"));
            case DeliveryFault.Duplicate duplicate -> {
                post(delivery);
                post(delivery);
            }
            case DeliveryFault.Delay delay -> {
                var _ = later.schedule(() -> post(delivery), delay.by().toMillis(), TimeUnit.MILLISECONDS);
            }
            case DeliveryFault.Reorder reorder -> hold(delivery, reorder.group());
        }
    }

    private void hold(Delivery delivery, int group) {
        synchronized (held) {
            held.add(delivery);
            if (held.size() == 1) {
                var _ = later.schedule(this::release, REORDER_WAITS.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (held.size() < group) {
                return;
            }
        }
        release();
    }

    private void release() {
        List<Delivery> backwards;
        synchronized (held) {
            backwards = List.copyOf(held).reversed();
            held.clear();
        }
        Thread.ofVirtual().start(() -> backwards.forEach(this::exchange));
    }

    private void post(Delivery delivery) {
        Thread.ofVirtual().start(() -> exchange(delivery));
    }

    private void exchange(Delivery delivery) {
        var to = target;
        if (to == null) {
            return;
        }
        try {
            var status = client.send(request(delivery, to), BodyHandlers.discarding())
                    .statusCode();
            keep(delivery.ended(String.valueOf(status)));
            tried(delivery, status);
        } catch (IOException e) {
            keep(delivery.ended("failed: " + e));
            tried(delivery, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tried(Delivery delivery, int status) {
        synchronized (attempts) {
            var again = attempts.values().stream()
                    .anyMatch(attempt -> attempt.guid().equals(delivery.id()));
            attempts.put(
                    ++lastAttempt,
                    new Attempt(
                            lastAttempt,
                            delivery.id(),
                            delivery.event(),
                            delivery.action(),
                            clock.instant(),
                            again,
                            status));
            if (attempts.size() > KEPT) {
                attempts.pollFirstEntry();
            }
        }
    }

    private static HttpRequest request(Delivery delivery, Target to) {
        return HttpRequest.newBuilder(to.uri())
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .header("User-Agent", "GitHub-Hookshot/stand-in")
                .header("X-GitHub-Event", delivery.event())
                .header("X-GitHub-Delivery", delivery.id())
                .header("X-GitHub-Hook-ID", "1")
                .header("X-Hub-Signature-256", DeliverySignature.of(to.secret(), delivery.payload()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(delivery.payload()))
                .build();
    }

    /** In the place of what was known of the same delivery, else at the end. */
    private void keep(Delivery delivery) {
        synchronized (log) {
            log.put(delivery.id(), delivery);
            if (log.size() > KEPT) {
                log.pollFirstEntry();
            }
        }
    }

    @Override
    public void close() {
        target = null;
        later.shutdownNow();
        client.shutdownNow();
    }
}
