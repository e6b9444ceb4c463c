package io.movein.standin.kubernetes.controllers;

import io.movein.standin.kubernetes.api.ResourceWrites;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.store.ObjectChange;
import io.movein.standin.kubernetes.store.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All controllers on one thread: what one writes, the others hear in the next round. */
public final class Controllers implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final BlockingQueue<ObjectChange> changes = new LinkedBlockingQueue<>();
    private final List<Controller> controllers;
    private final ResourceWrites resources;
    private final Thread thread;
    private final Subscription subscription;

    public Controllers(ResourceWrites resources) {
        this.resources = resources;
        var events = new Events(resources);
        controllers = List.of(
                new Furnishing(resources),
                new JobController(resources, events),
                new VolumeBinder(resources),
                new Scheduler(resources, events),
                new GarbageCollector(resources));
        subscription = resources.store().alone(this::hearFromNowOn);
        thread = Thread.ofVirtual().name("controllers").start(this::run);
    }

    private Subscription hearFromNowOn() {
        for (var kind : Kinds.ALL) {
            resources.list(kind, "").forEach(object -> changes.add(new ObjectChange(0, kind, null, object, object)));
        }
        return resources.store().subscribe(resources.store().revision(), changes::add);
    }

    @Override
    public void close() {
        subscription.close();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                round(changes.poll(patience().toMillis(), TimeUnit.MILLISECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round(@Nullable ObjectChange first) {
        if (first != null) {
            hear(first);
            for (var more = changes.poll(); more != null; more = changes.poll()) {
                hear(more);
            }
        }
        var now = resources.clock().instant();
        controllers.forEach(controller -> controller.work(now));
    }

    private void hear(ObjectChange change) {
        controllers.forEach(controller -> controller.heard(change));
    }

    private Duration patience() {
        var now = resources.clock().instant();
        return controllers.stream()
                .flatMap(controller -> controller.nextDue().stream())
                .min(Instant::compareTo)
                .map(next -> next.isAfter(now) ? Duration.between(now, next).plusMillis(1) : Duration.ZERO)
                .filter(wait -> wait.compareTo(LONGEST_WAIT) < 0)
                .orElse(LONGEST_WAIT);
    }
}
