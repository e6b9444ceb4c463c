package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.store.redis.Comparison;
import io.movein.store.redis.Comparison.Result;
import io.movein.store.redis.Entry;
import io.movein.store.redis.Key;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.RedisFailure.Kind;
import io.movein.store.redis.Server;
import io.movein.store.redis.Sum;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerificationTest {

    private static final Server SERVER = new Server("source", "127.0.0.1", 6379, false, Optional.empty());
    private static final String BROKE = "source (127.0.0.1:6379): the link broke";

    private final Sides sides = new Sides();
    private final Told told = new Told();
    private final Verification verification = new Verification(true, 0, told);

    @Test
    void comparesOnceMoreAfterItWasBrokenOff() throws Exception {
        sides.breaks = 1;

        verification.run(sides);

        assertThat(verification.isDue()).isTrue();
        assertThat(told.lines)
                .containsExactly(BROKE + "; comparing the two sides again (interrupted 1 of at most 5 times in a row)");

        verification.run(sides);

        assertThat(verification.isDue()).isFalse();
        assertThat(told.compared).hasSize(1);
    }

    @Test
    void givesUpWhereItIsBrokenOffFiveTimesInARow() throws Exception {
        sides.breaks = 5;
        for (var i = 0; i < 4; i++) {
            verification.run(sides);
        }

        assertThatThrownBy(() -> verification.run(sides))
                .isInstanceOf(RedisFailure.class)
                .hasMessage(BROKE + "; given up after 5 tries");
    }

    /** A migration that is verified each day meets more broken links in its time. */
    @Test
    void countsAnewOnceItHasCompared() {
        for (var day = 0; day < 3; day++) {
            sides.breaks = 4;
            verification.again();

            assertThatCode(() -> {
                        while (verification.isDue()) {
                            verification.run(sides);
                        }
                    })
                    .as("day %d", day)
                    .doesNotThrowAnyException();
        }
        assertThat(told.compared).hasSize(3);
    }

    @Test
    void doesNotTryAgainWhatCannotPass() {
        sides.breaks = 1;
        sides.gone = true;

        assertThatThrownBy(() -> verification.run(sides)).hasMessage(BROKE);
        assertThat(told.lines).isEmpty();
    }

    @Test
    void failsWhereTheSidesDiffer() {
        sides.alone = List.of(new Entry(Key.of("a"), new byte[] {0, 1, 'a'}, 0, null, null));

        assertThatThrownBy(() -> verification.run(sides)).hasMessageContaining("the two sides differ at offset 7");
        assertThat(told.compared).hasSize(1);
    }

    private static RedisFailure broken() {
        return new RedisFailure(Kind.LINK_LOST, SERVER, "the link broke");
    }

    /** Breaks so many comparisons off; those that come after differ by what the target has alone. */
    private static final class Sides implements Verification.Both {

        private int breaks;
        private boolean gone;
        private List<Entry> alone = List.of();

        @Override
        public Result compare(int sample, Duration longest) {
            if (breaks > 0) {
                breaks--;
                throw broken();
            }
            var target = new Sum(0, sample);
            alone.forEach(target::add);
            return new Result(7, new Sum(0, sample), target);
        }

        @Override
        public Optional<RedisFailure> failure() {
            return gone ? Optional.of(broken()) : Optional.empty();
        }

        @Override
        public RedisFailure late(String message) {
            return new RedisFailure(Kind.UNEXPECTED, SERVER, message);
        }
    }

    private static final class Told implements MigrationListener {

        private final List<String> lines = new ArrayList<>();
        private final List<Comparison.Result> compared = new ArrayList<>();

        @Override
        public void phase(Phase phase) {}

        @Override
        public void told(String line) {
            lines.add(line);
        }

        @Override
        public void compared(Comparison.Result result) {
            compared.add(result);
        }

        @Override
        public void refused(String key, String why) {}

        @Override
        public void moved(Moved moved) {}
    }
}
