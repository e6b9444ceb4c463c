package io.movein.process.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldLeaseTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration LIFE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private LeaseStore store;

    @BeforeEach
    void file() {
        store = new FileLeaseStore(folder.resolve("lease"));
    }

    @Test
    void letsOneProcessWrite() {
        try (var held = take(NOW)) {
            assertThatCode(held::check).doesNotThrowAnyException();
            assertThatThrownBy(() -> take(NOW.plusSeconds(60)))
                    .isInstanceOf(Fenced.class)
                    .hasMessageContaining("another process holds the lease");
        }
    }

    @Test
    void isFreeOnceGivenUp() throws IOException {
        take(NOW).close();

        try (var next = take(NOW)) {
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThat(store.read().map(LeaseRecord::epoch)).hasValue(2L);
        }
    }

    @Test
    void fencesAProcessThatSleptTooLong() {
        try (var asleep = take(NOW);
                var next = take(NOW.plus(LIFE).plusSeconds(1))) {
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThatThrownBy(asleep::check)
                    .isInstanceOf(Fenced.class)
                    .hasMessageContaining("was taken over, epoch 2; this process has ended");
        }
    }

    @Test
    void givingUpDoesNotTakeItFromTheNext() throws IOException {
        var asleep = take(NOW);
        try (var next = take(NOW.plus(LIFE).plusSeconds(1))) {
            asleep.close();

            assertThatCode(next::check).doesNotThrowAnyException();
        }
    }

    @Test
    void nobodyKnowingWhoHoldsItIsNoLease() {
        var broken = new LeaseStore() {
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
        };
        try (var held = HeldLease.take(broken, LIFE, Clock.fixed(NOW, ZoneOffset.UTC))) {
            broken.down = true;

            assertThatThrownBy(held::check).hasMessage("the lease at the target cannot be read: no route to host");
        }
    }

    private HeldLease take(Instant at) {
        return HeldLease.take(store, LIFE, Clock.fixed(at, ZoneOffset.UTC));
    }
}
