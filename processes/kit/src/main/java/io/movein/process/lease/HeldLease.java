package io.movein.process.lease;

import io.movein.process.items.JournalFacts;
import java.io.IOException;
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
 *
 * <p>As with the leader election of Kubernetes, no clocks of two machines are compared: what stands in the record only has to change, and
 * how long it has not is measured by the monotonic clock of whoever looks at it.
 */
public final class HeldLease implements Lease {

    private static final Instant GIVEN_UP = Instant.EPOCH;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /**
     * @param name  of whoever takes over from itself, as its earlier process is not alive, or was stopped; empty: nobody
     * @param life  without being renewed
     * @param trust how long a look is believed, and therefore waited for by whoever takes over from itself; by a clock that goes on
     *              while the process is stopped
     */
    public record Terms(String name, Duration life, Duration trust) {

        private static final Duration MOST_TRUST = Duration.ofSeconds(2);
        private static final String FACT = "lease";

        /** Under a name that is kept in the journal, which one process at a time has open. */
        public static Terms of(JournalFacts facts, Duration life) {
            var name = facts.get(FACT).orElseGet(() -> {
                var made = UUID.randomUUID().toString();
                facts.put(FACT, made);
                return made;
            });
            var quarter = life.dividedBy(4);
            return new Terms(name, life, quarter.compareTo(MOST_TRUST) < 0 ? quarter : MOST_TRUST);
        }

        private boolean areOf(LeaseRecord record) {
            return !name.isEmpty() && record.holder().startsWith(name + "/");
        }

        private String newHolder() {
            return name + "/" + UUID.randomUUID();
        }
    }

    /** The monotonic clock, and waiting by it. */
    interface Time {
        Time SYSTEM = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }
        };

        long nanos();

        void sleep(Duration duration) throws InterruptedException;
    }

    private final LeaseStore store;
    private final Terms terms;
    private final Time time;
    private final CountDownLatch closed = new CountDownLatch(1);
    private LeaseRecord held;
    private long refreshed;
    private long renewed;

    private HeldLease(LeaseStore store, Terms terms, Time time, LeaseRecord held, long refreshed) {
        this.store = store;
        this.terms = terms;
        this.time = time;
        this.held = held;
        this.refreshed = refreshed;
        this.renewed = refreshed;
    }

    /**
     * Takes it, or waits for as long as its life whether its holder still renews it: one that died does not. Returns only once nobody
     * believes a look of before any more.
     *
     * @throws Fenced if it does, or the lease cannot be read
     */
    public static HeldLease await(LeaseStore store, Terms terms) throws InterruptedException {
        return await(store, terms, Time.SYSTEM);
    }

    static HeldLease await(LeaseStore store, Terms terms, Time time) throws InterruptedException {
        try {
            var first = store.read();
            var since = time.nanos();
            var found = first;
            while (!isFree(found, terms)) {
                time.sleep(LOOK_EVERY);
                var unchanged = time.nanos() - since;
                found = store.read();
                if (found.isPresent() && !isFree(found, terms) && !found.equals(first)) {
                    throw held(store, terms.life, found.get());
                }
                if (unchanged > terms.life.toNanos()) {
                    break;
                }
            }
            var lease = take(store, terms, time, found);
            if (mayBeBelieved(found, terms)) {
                lease.awaitTheEndOfTrust();
            }
            return lease;
        } catch (IOException e) {
            throw notTaken(store, e);
        }
    }

    private void awaitTheEndOfTrust() throws InterruptedException {
        try {
            time.sleep(terms.trust);
        } catch (InterruptedException e) {
            close();
            throw e;
        }
    }

    private static boolean isFree(Optional<LeaseRecord> found, Terms terms) {
        return found.isEmpty() || isGivenUp(found.get()) || terms.areOf(found.get());
    }

    private static boolean isGivenUp(LeaseRecord record) {
        return record.renewed().equals(GIVEN_UP);
    }

    private static HeldLease take(LeaseStore store, Terms terms, Time time, Optional<LeaseRecord> found)
            throws IOException {
        var now = Instant.now();
        var refreshed = time.nanos();
        var name = terms.newHolder();
        var wanted = found.map(old -> old.takenBy(name, now)).orElse(new LeaseRecord(name, 1, now));
        if (!store.replace(found, wanted)) {
            throw new Fenced("another process has just taken the lease at " + store.location());
        }
        var lease = new HeldLease(store, terms, time, wanted, refreshed);
        Thread.ofPlatform().name("lease").daemon().start(lease::renewEverySoOften);
        return lease;
    }

    private static boolean mayBeBelieved(Optional<LeaseRecord> before, Terms terms) {
        return before.filter(it -> terms.areOf(it) && !isGivenUp(it)).isPresent();
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
        try {
            refresh();
        } catch (IOException e) {
            throw notRead(e);
        }
    }

    @Override
    public synchronized void checkToLetGo() {
        try {
            refresh();
        } catch (IOException e) {
            if (time.nanos() - renewed > terms.life.toNanos()) {
                throw notRead(e);
            }
        }
    }

    private void refresh() throws IOException {
        var now = time.nanos();
        if (now - refreshed < terms.trust.toNanos()) {
            return;
        }
        held = stillMine(store.read());
        if (now - renewed > terms.life.toNanos()) {
            renew();
        }
        refreshed = now;
    }

    private Fenced notRead(IOException e) {
        return new Fenced("the lease at %s cannot be read: %s".formatted(store.location(), e.getMessage()));
    }

    /** As it stands there: a renewal whose answer was lost is one all the same. */
    private LeaseRecord stillMine(Optional<LeaseRecord> found) {
        return found.filter(it -> it.holder().equals(held.holder()) && it.epoch() == held.epoch())
                .orElseThrow(() ->
                        new Fenced("the lease at %s was taken over%s; this process has ended and changed nothing more"
                                .formatted(
                                        store.location(),
                                        found.map(other -> ", epoch " + other.epoch())
                                                .orElse(""))));
    }

    private synchronized void renew() throws IOException {
        var now = time.nanos();
        if (!isRenewed()) {
            held = stillMine(store.read());
            if (!isRenewed()) {
                throw new Fenced("the lease at %s was taken over".formatted(store.location()));
            }
        }
        renewed = now;
    }

    private boolean isRenewed() throws IOException {
        var wanted = held.renewed(Instant.now());
        if (!store.replace(Optional.of(held), wanted)) {
            return false;
        }
        held = wanted;
        return true;
    }

    private void renewEverySoOften() {
        try {
            while (!closed.await(terms.life.toMillis() / 3, TimeUnit.MILLISECONDS)) {
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
