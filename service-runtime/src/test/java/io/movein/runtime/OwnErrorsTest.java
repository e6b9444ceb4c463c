package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnErrorsTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                NullPointerException.class,
                ClassCastException.class,
                IllegalStateException.class,
                IllegalArgumentException.class,
                IndexOutOfBoundsException.class,
                StackOverflowError.class
            })
    void aWrongProgramIsNotTheWorld(Class<? extends Throwable> type) throws Exception {
        var error = type.getConstructor().newInstance();

        assertThat(OwnErrors.causedBy(error)).isTrue();
        assertThat(OwnErrors.causedBy(new RetryableException(Duration.ZERO, "API not reachable", error)))
                .isTrue();
        assertThat(OwnErrors.causedBy(new CompletionException(new RuntimeException(error))))
                .isTrue();
    }

    @Test
    void theWorldIsNotAWrongProgram() {
        assertThat(OwnErrors.causedBy(new UncheckedIOException(new IOException("reset"))))
                .isFalse();
        assertThat(OwnErrors.causedBy(
                        new RetryableException(Duration.ZERO, "GitHub is slow", new HttpTimeoutException("10 s"))))
                .isFalse();
        assertThat(OwnErrors.causedBy(new KafkaUnavailableException("no leader", new TimeoutException())))
                .isFalse();
    }

    @Test
    void whatLiesBeneathALibrarysExceptionIsItsOwnAffair() {
        var html = new IOException("not JSON", new IllegalStateException("Expected BEGIN_OBJECT but was STRING"));

        assertThat(OwnErrors.causedBy(new RetryableException(Duration.ZERO, "the API server answers HTML", html)))
                .isFalse();
    }

    @Test
    void endsWithCausesInACircle() {
        var inner = new RuntimeException();
        var outer = new RuntimeException(inner);
        inner.initCause(outer);

        assertThat(OwnErrors.causedBy(outer)).isFalse();
    }
}
