package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodicWorkerTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final class Looks extends PeriodicWorker {
        private final CountDownLatch three = new CountDownLatch(3);
        private final Class<? extends Throwable> failure;

        Looks(Class<? extends Throwable> failure) {
            super("looks", Duration.ofMillis(20), meters);
            this.failure = failure;
        }

        @Override
        protected void check() throws Exception {
            three.countDown();
            var thrown = failure.getDeclaredConstructor().newInstance();
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown;
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {StackOverflowError.class, NoClassDefFoundError.class, NullPointerException.class})
    void looksAgainAfterAnErrorOfItsOwnAndCountsIt(Class<? extends Throwable> failure) throws Exception {
        looksThreeTimes(failure);

        assertThat(meters.counter("movein.own.faults", "worker", "looks").count())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void countsNothingThatTheWorldDid() throws Exception {
        looksThreeTimes(IOException.class);

        assertThat(meters.counter("movein.own.faults", "worker", "looks").count())
                .isZero();
    }

    private void looksThreeTimes(Class<? extends Throwable> failure) throws InterruptedException {
        var worker = new Looks(failure);
        worker.start();
        try {
            assertThat(worker.three.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            worker.stop();
        }
    }
}
