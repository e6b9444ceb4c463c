package io.movein.local.demo;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.local.events.EventStream;
import io.movein.local.stack.LocalStack;
import io.movein.runtime.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Follows one migration's events in a thread of its own, and can be waited with. */
final class Watch implements AutoCloseable {
    private final MigrationId migration;
    private final Consumer<Message<?>> reader;
    private final List<Message<?>> seen = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean ended;
    private volatile @Nullable RuntimeException failure;

    private Watch(EventStream events, MigrationId migration, Consumer<Message<?>> reader) {
        this.migration = migration;
        this.reader = reader;
        this.thread = Thread.ofPlatform().daemon().name("watch").start(() -> follow(events));
    }

    static Watch of(LocalStack stack, MigrationId migration, Consumer<Message<?>> reader) {
        return new Watch(new EventStream(KafkaSettings.of(stack.kafka())), migration, reader);
    }

    private void follow(EventStream events) {
        try {
            events.follow(true, this::read, () -> ended);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private synchronized void read(Message<?> message) {
        if (message.migration().equals(migration)) {
            reader.accept(message);
            seen.add(message);
            notifyAll();
        }
    }

    /** The first event of that kind; empty if none came in time. */
    <T> Optional<T> await(Class<T> event, Duration limit) throws InterruptedException {
        return await(event, _ -> true, limit);
    }

    /** The first event of that kind of which that is true; empty if none came in time. */
    synchronized <T> Optional<T> await(Class<T> event, Predicate<T> which, Duration limit) throws InterruptedException {
        var until = Instant.now().plus(limit);
        while (true) {
            var found = first(event, which);
            var left = Duration.between(Instant.now(), until);
            if (found.isPresent() || !left.isPositive() || failure != null) {
                return found;
            }
            wait(Math.max(1, Math.min(200, left.toMillis())));
        }
    }

    private <T> Optional<T> first(Class<T> event, Predicate<T> which) {
        return seen.stream()
                .map(Message::body)
                .filter(event::isInstance)
                .map(event::cast)
                .filter(which)
                .findFirst();
    }

    /** The newest event of that kind so far of which that is true. */
    <T> Optional<T> last(Class<T> event, Predicate<T> which) {
        return seen.reversed().stream()
                .map(Message::body)
                .filter(event::isInstance)
                .map(event::cast)
                .filter(which)
                .findFirst();
    }

    Optional<Instant> timeOf(Class<?> event) {
        return seen.stream()
                .filter(message -> event.isInstance(message.body()))
                .map(Message::time)
                .findFirst();
    }

    int count() {
        return seen.size();
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
