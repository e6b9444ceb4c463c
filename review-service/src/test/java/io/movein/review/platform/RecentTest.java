package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.ApiException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecentTest {
    private long now;
    private int asked;
    private final Recent<Integer> recent = new Recent<>(Duration.ofSeconds(3), () -> now);

    @Test
    void isAskedOnceByAllThatAskWithinItsTime() throws ApiException {
        assertThat(recent.get(this::ask)).isEqualTo(1);
        now += TimeUnit.SECONDS.toNanos(3) - 1;
        assertThat(recent.get(this::ask)).isEqualTo(1);
        now += 1;
        assertThat(recent.get(this::ask)).isEqualTo(2);
    }

    @Test
    void isAsOldAsItsQuestionHoweverLongTheAnswerTook() throws ApiException {
        recent.get(() -> {
            now += TimeUnit.SECONDS.toNanos(3);
            return ask();
        });

        assertThat(recent.get(this::ask)).isEqualTo(2);
    }

    @Test
    void keepsWhatWasAskedAnewAndNoError() throws ApiException {
        recent.get(this::ask);
        assertThat(recent.anew(this::ask)).isEqualTo(2);

        assertThatThrownBy(() -> recent.anew(() -> {
                    throw new ApiException(500, "away");
                }))
                .isInstanceOf(ApiException.class);

        assertThat(recent.get(this::ask)).isEqualTo(2);
    }

    private int ask() {
        return ++asked;
    }
}
