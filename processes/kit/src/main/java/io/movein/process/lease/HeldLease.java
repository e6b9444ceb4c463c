package io.movein.process.lease;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A lease in a {@link LeaseStore}, renewed by a thread of its own, read again at each {@link #check()}. It is taken only where nobody
 * holds it, or its holder has not renewed it for its life; then the epoch goes up and the old holder is fenced.
 */
public final class HeldLease implements Lease {

    private static final Instant GIVEN_UP = Instant.EPOCH;

    private final LeaseStore store;
    private final Duration life;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private LeaseRecord held;

    private HeldLease(LeaseStore store, Duration life, Clock clock, LeaseRecord held) {
        this.store = store;
        this.life = life;
        this.clock = clock;
        this.held = held;
    }

    /** @throws Fenced if another process holds it, or it cannot be read */
    public static HeldLease take(LeaseStore store, Duration life, Clock clock) {
        try {
            var found = store.read();
            var now = clock.instant();
            if (found.isPresent() && !found.get().expired(now, life)) {
                throw new Fenced(
                        "another process holds the lease at %s, renewed %s (expected none for %s); wait for it to end, or stop it"
                                .formatted(store.location(), found.get().renewed(), life));
            }
            var name = UUID.randomUUID().toString();
            var wanted = found.map(old -> old.takenBy(name, now)).orElse(new LeaseRecord(name, 1, now));
            if (!store.replace(found, wanted)) {
                throw new Fenced("another process has just taken the lease at " + store.location());
            }
            var lease = new HeldLease(store, life, clock, wanted);
            Thread.ofPlatform().name("lease").daemon().start(lease::renewEverySoOften);
            return lease;
        } catch (IOException e) {
            throw new Fenced("the lease at %s cannot be taken: %s".formatted(store.location(), e.getMessage()));
        }
    }

    @Override
    public synchronized void check() {
        try {
            var found = store.read();
            if (found.isEmpty()
                    || !found.get().holder().equals(held.holder())
                    || found.get().epoch() != held.epoch()) {
                throw new Fenced("the lease at %s was taken over%s; this process has ended and changed nothing more"
                        .formatted(
                                store.location(),
                                found.map(other -> ", epoch " + other.epoch()).orElse("")));
            }
            if (found.get().expired(clock.instant(), life)) {
                renew();
            }
        } catch (IOException e) {
            throw new Fenced("the lease at %s cannot be read: %s".formatted(store.location(), e.getMessage()));
        }
    }

    private synchronized void renew() throws IOException {
        var wanted = held.renewed(clock.instant());
        if (!store.replace(Optional.of(held), wanted)) {
            throw new Fenced("the lease at %s was taken over".formatted(store.location()));
        }
        held = wanted;
    }

    private void renewEverySoOften() {
        try {
            while (!closed.await(life.toMillis() / 3, TimeUnit.MILLISECONDS)) {
                tryToRenew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryToRenew() {
        try {
            renew();
        } catch (IOException | Fenced e) {
            // told by the next check, which looks for itself
        }
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        try {
            store.replace(Optional.of(held), held.renewed(GIVEN_UP));
        } catch (IOException e) {
            // it runs out by itself
        }
    }
}
