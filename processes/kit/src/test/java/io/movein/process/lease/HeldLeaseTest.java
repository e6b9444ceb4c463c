package io.movein.process.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.lease.HeldLease.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldLeaseTest {

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Terms TERMS = new Terms("", LIFE, Duration.ZERO);

    @TempDir
    private Path folder;

    private final PassingTime time = new PassingTime();
    private LeaseStore store;

    @BeforeEach
    void file() {
        store = new FileLeaseStore(folder.resolve("lease"));
    }

    @Test
    void letsOneProcessWrite() throws Exception {
        try (var held = take()) {
            time.whilePassing = () -> stand(last().renewed(Instant.now().plusSeconds(1)));

            assertThatThrownBy(this::take)
                    .isInstanceOf(Fenced.class)
                    .hasMessageContaining("another process holds the lease");
            assertThatCode(held::check).doesNotThrowAnyException();
        }
    }

    @Test
    void isFreeOnceGivenUp() throws Exception {
        take().close();

        try (var next = take()) {
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThat(last().epoch()).isEqualTo(2);
            assertThat(time.passed()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001-01-01T00:00:00Z", "2101-01-01T00:00:00Z"})
    void oneThatDiedIsWaitedForAsLongAsItsLifeWhateverItsClockSaid(Instant renewed) throws Exception {
        stand(new LeaseRecord("died", 4, renewed));

        try (var next = take()) {
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThat(time.passed()).isBetween(LIFE, LIFE.plusSeconds(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001-01-01T00:00:00Z", "2101-01-01T00:00:00Z"})
    void oneThatRenewsItLivesWhateverItsClockSays(Instant renewed) throws Exception {
        stand(new LeaseRecord("alive", 4, renewed));
        time.whilePassing = () -> stand(last().renewed(last().renewed().plusSeconds(1)));

        assertThatThrownBy(this::take)
                .isInstanceOf(Fenced.class)
                .hasMessageContaining("another process holds the lease");
    }

    @Test
    void whoeverWasFrozenWhileItWaitedTakesNothingFromOneThatRenewedItMeanwhile() throws Exception {
        stand(new LeaseRecord("alive", 4, Instant.now()));
        time.whilePassing = () -> {
            time.nanos += LIFE.toNanos();
            stand(last().renewed(Instant.now().plusSeconds(1)));
        };

        assertThatThrownBy(this::take).isInstanceOf(Fenced.class);
    }

    @Test
    void fencesAProcessThatSleptTooLong() throws Exception {
        try (var asleep = take();
                var next = take()) {
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThatThrownBy(asleep::check)
                    .isInstanceOf(Fenced.class)
                    .hasMessageContaining("was taken over, epoch 2; this process has ended");
        }
    }

    @Test
    void takesOverFromItselfOnlyOnceWhatItsEarlierProcessSawIsNotBelievedAnyMore() throws Exception {
        var terms = new Terms("me", LIFE, Duration.ofSeconds(2));
        try (var stopped = HeldLease.await(store, terms, time);
                var next = HeldLease.await(store, terms, time)) {
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThatThrownBy(stopped::check).isInstanceOf(Fenced.class);
            assertThat(time.passed()).isEqualTo(terms.trust());
        }

        try (var last = HeldLease.await(store, terms, time)) {
            assertThatCode(last::check).doesNotThrowAnyException();
            assertThat(time.passed()).as("it was given up").isEqualTo(terms.trust());
        }
    }

    @Test
    void aProcessThatWokeUpRenewsItBeforeItGoesOn() throws Exception {
        try (var asleep = take()) {
            var before = last();
            time.nanos += LIFE.toNanos() + 1;

            asleep.check();

            assertThat(last().renewed()).isAfter(before.renewed());
        }
    }

    @Test
    void aRenewalWhoseAnswerWasLostIsOneAllTheSame() throws Exception {
        try (var held = take()) {
            var lost = last().renewed(Instant.now().plusSeconds(5));
            stand(lost);
            time.nanos += LIFE.toNanos() + 1;

            held.check();

            assertThat(last()).isNotEqualTo(lost);
            assertThat(last().holder()).isEqualTo(lost.holder());
        }
    }

    @Test
    void givingUpDoesNotTakeItFromTheNext() throws Exception {
        var asleep = take();
        try (var next = take()) {
            asleep.close();

            assertThatCode(next::check).doesNotThrowAnyException();
        }
    }

    @Test
    void nobodyKnowingWhoHoldsItIsNoLease() throws Exception {
        var broken = new Breaking();
        try (var held = HeldLease.await(broken, TERMS, time)) {
            broken.down = true;

            assertThatThrownBy(held::check).hasMessage("the lease at the target cannot be read: no route to host");
        }
    }

    @Test
    void isBelievedForItsLifeByWhoeverLetsOthersGo() throws Exception {
        var broken = new Breaking();
        try (var held = HeldLease.await(broken, TERMS, time)) {
            broken.down = true;
            time.nanos += LIFE.toNanos();

            assertThatCode(held::checkToLetGo).doesNotThrowAnyException();

            time.nanos += 1;
            assertThatThrownBy(held::checkToLetGo)
                    .hasMessage("the lease at the target cannot be read: no route to host");
        }
    }

    @Test
    void whoeverWasFencedLetsNobodyGo() throws Exception {
        try (var asleep = take();
                var next = take()) {
            assertThatCode(next::checkToLetGo).doesNotThrowAnyException();
            assertThatThrownBy(asleep::checkToLetGo).isInstanceOf(Fenced.class);
        }
    }

    private static final class Breaking implements LeaseStore {
        private boolean down;

        @Override
        public Optional<LeaseRecord> read() throws IOException {
            if (down) {
                throw new IOException("no route to host");
            }
            return Optional.empty();
        }

        @Override
        public boolean replace(Optional<LeaseRecord> expected, LeaseRecord wanted) {
            return true;
        }

        @Override
        public String location() {
            return "the target";
        }
    }

    private HeldLease take() throws InterruptedException {
        return HeldLease.await(store, TERMS, time);
    }

    private LeaseRecord last() {
        try {
            return store.read().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By its holder's hand. */
    private void stand(LeaseRecord record) {
        try {
            assertThat(store.replace(store.read(), record)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It passes only while somebody waits. */
    private static final class PassingTime implements HeldLease.Time {
        private long nanos = 1;
        private Runnable whilePassing = () -> {};

        Duration passed() {
            return Duration.ofNanos(nanos - 1);
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(Duration duration) {
            nanos += duration.toNanos();
            whilePassing.run();
        }
    }
}
