package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.lease.Fenced;
import io.movein.process.lease.HeldLease;
import io.movein.process.lease.HeldLease.Terms;
import io.movein.process.lease.LeaseRecord;
import io.movein.process.lease.LeaseStore;
import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.LyingProxy;
import io.movein.standin.objects.ObjectServer;
import io.movein.standin.objects.Rule;
import io.movein.standin.objects.S3Server;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectLeaseStoreIT {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration LIFE = Duration.ofMinutes(10);
    /** Of one process that begins again at once. */
    private static final Terms SAME = new Terms("me", LIFE, Duration.ZERO);

    private ObjectServer server;
    private LyingProxy proxy;
    private ObjectStore store;
    private ObjectLeaseStore leases;

    @BeforeEach
    void start() {
        server = ObjectServer.start("bucket");
        proxy = LyingProxy.before(server.endpoint());
        store = Stores.at(proxy.endpoint(), "bucket");
        leases = new ObjectLeaseStore(store, "lease/");
    }

    @AfterEach
    void stop() {
        store.close();
        proxy.close();
        server.close();
    }

    @Test
    void fencesAProcessThatSleptTooLong() throws Exception {
        try (var asleep = HeldLease.await(leases, SAME);
                var next = HeldLease.await(leases, SAME)) {
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThatThrownBy(asleep::check)
                    .isInstanceOf(Fenced.class)
                    .hasMessageContaining("was taken over, epoch 2; this process has ended");
        }
        assertThat(server.keys("bucket")).containsExactly("lease/epoch-000000000002");
    }

    /** Of many that have all found it free; each has a name of its own, as one name takes over from itself. */
    @Test
    void oneAloneOfManyTakesIt() throws Exception {
        var many = 16;
        var allHaveLooked = new CyclicBarrier(many);
        var tries = IntStream.range(0, many)
                .<Callable<Boolean>>mapToObj(n -> () -> takes("contender-" + n, allHaveLooked))
                .toList();
        var taken = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : threads.invokeAll(tries)) {
                taken += each.get() ? 1 : 0;
            }
        }

        assertThat(taken).isEqualTo(1);
        assertThat(server.keys("bucket")).containsExactly("lease/epoch-000000000001");
    }

    private boolean takes(String name, CyclicBarrier allHaveLooked) throws InterruptedException {
        var looking = new LeaseStore() {
            @Override
            public Optional<LeaseRecord> read() throws IOException {
                var found = leases.read();
                try {
                    allHaveLooked.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IOException(e);
                }
                return found;
            }

            @Override
            public boolean replace(Optional<LeaseRecord> expected, LeaseRecord wanted) throws IOException {
                return leases.replace(expected, wanted);
            }

            @Override
            public String location() {
                return leases.location();
            }
        };
        try {
            HeldLease.await(looking, new Terms(name, LIFE, Duration.ZERO));
            return true;
        } catch (Fenced e) {
            assertThat(e).hasMessageContaining("another process has just taken the lease");
            return false;
        }
    }

    @Test
    void believesWhatLiesThereAndNotAnAnswer() throws IOException {
        proxy.with(Rule.answerAfter(call -> call.method().equals("PUT"), HttpReply.error(500, "InternalError")));
        var mine = new LeaseRecord("me", 1, NOW);

        assertThat(leases.replace(Optional.empty(), mine)).isTrue();

        assertThat(leases.read()).contains(mine);
    }

    @Test
    void waitsForOneThatDoesNotRenewItAndNotForOneThatDoes() throws Exception {
        var life = Duration.ofSeconds(1);
        var died = new LeaseRecord("died", 4, Instant.now().plusSeconds(3600));
        leases.replace(Optional.empty(), died);

        try (var next = HeldLease.await(leases, new Terms("", life, Duration.ZERO))) {
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThatThrownBy(() -> HeldLease.await(leases, new Terms("", Duration.ofMinutes(1), Duration.ZERO)))
                    .isInstanceOf(Fenced.class)
                    .hasMessageContaining("another process holds the lease");
        }
    }

    @Test
    void takesAtOnceWhatItGaveUpAndLooksNoMoreOftenThanItIsTold() throws Exception {
        var terms = new Terms("me", LIFE, Duration.ofHours(1));
        HeldLease.await(leases, terms).close();
        try (var held = HeldLease.await(leases, terms)) {
            proxy.forget();

            held.check();

            assertThat(proxy.calls()).isEmpty();
            assertThat(leases.read()).get().extracting(LeaseRecord::epoch).isEqualTo(2L);
        }
    }

    @Test
    void isTheSameAtAServerOfSomebodyElses() throws Exception {
        try (var other = S3Server.inMemory("bucket");
                var at = Stores.at(other.endpoint(), "bucket")) {
            var there = new ObjectLeaseStore(at, "lease/");
            try (var asleep = HeldLease.await(there, SAME);
                    var next = HeldLease.await(there, SAME)) {
                assertThatCode(next::check).doesNotThrowAnyException();
                assertThatThrownBy(asleep::check).isInstanceOf(Fenced.class);
            }
        }
    }
}
