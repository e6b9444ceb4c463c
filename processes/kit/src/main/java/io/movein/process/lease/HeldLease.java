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
 * A lease in a {@link LeaseStore}, renewed by a thread of its own, read again at each {@link #check()} that comes later than the last look
 * is believed. It is taken only where nobody holds it, or its holder has not renewed it for its life; then the epoch goes up and the
 * old holder is fenced.
 */
public final class HeldLease implements Lease {

    private static final Instant GIVEN_UP = Instant.EPOCH;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /**
     * @param name  of whoever takes over from itself at once, as its earlier process cannot be alive; empty: nobody
     * @param life  without being renewed
     * @param trust how long a look is believed; by a clock that goes on while the process is stopped
     */
    public record Terms(String name, Duration life, Duration trust) {

        private boolean areOf(LeaseRecord record) {
            return !name.isEmpty() && record.holder().startsWith(name + "/");
        }

        private String newHolder() {
            return name + "/" + UUID.randomUUID();
        }
    }

    private final LeaseStore store;
    private final Duration life;
    private final Duration trust;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private LeaseRecord held;
    private long looked;

    private HeldLease(LeaseStore store, Terms terms, Clock clock, LeaseRecord held, long looked) {
        this.store = store;
        this.life = terms.life;
        this.trust = terms.trust;
        this.clock = clock;
        this.held = held;
        this.looked = looked;
    }

    /**
     * Takes it, or waits for as long as its life whether its holder still renews it: one that died does not.
     *
     * @throws Fenced if it does, or the lease cannot be read
     */
    public static HeldLease await(LeaseStore store, Terms terms, Clock clock) throws InterruptedException {
        var began = System.nanoTime();
        try {
            var first = store.read();
            while (true) {
                var found = store.read();
                var unchanged = System.nanoTime() - began > terms.life.toNanos();
                if (found.isEmpty()
                        || unchanged
                        || terms.areOf(found.get())
                        || found.get().expired(clock.instant(), terms.life)) {
                    return take(store, terms, clock, found);
                }
                if (!found.equals(first)) {
                    throw held(store, terms.life, found.get());
                }
                Thread.sleep(LOOK_EVERY);
            }
        } catch (IOException e) {
            throw notTaken(store, e);
        }
    }

    /** @throws Fenced if another process holds it, or it cannot be read */
    public static HeldLease take(LeaseStore store, Duration life, Clock clock) {
        try {
            var found = store.read();
            if (found.isPresent() && !found.get().expired(clock.instant(), life)) {
                throw held(store, life, found.get());
            }
            return take(store, new Terms("", life, Duration.ZERO), clock, found);
        } catch (IOException e) {
            throw notTaken(store, e);
        }
    }

    private static HeldLease take(LeaseStore store, Terms terms, Clock clock, Optional<LeaseRecord> found)
            throws IOException {
        var now = clock.instant();
        var looked = System.nanoTime();
        var name = terms.newHolder();
        var wanted = found.map(old -> old.takenBy(name, now)).orElse(new LeaseRecord(name, 1, now));
        if (!store.replace(found, wanted)) {
            throw new Fenced("another process has just taken the lease at " + store.location());
        }
        var lease = new HeldLease(store, terms, clock, wanted, looked);
        Thread.ofPlatform().name("lease").daemon().start(lease::renewEverySoOften);
        return lease;
    }

    private static Fenced held(LeaseStore store, Duration life, LeaseRecord by) {
        return new Fenced(
                "another process holds the lease at %s, renewed %s (expected none for %s); wait for it to end, or stop it"
                        .formatted(store.location(), by.renewed(), life));
    }

    private static Fenced notTaken(LeaseStore store, IOException e) {
        return new Fenced("the lease at %s cannot be taken: %s".formatted(store.location(), e.getMessage()));
    }

    @Override
    public synchronized void check() {
        var now = System.nanoTime();
        if (now - looked < trust.toNanos()) {
            return;
        }
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
            looked = now;
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
