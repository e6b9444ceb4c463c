package io.movein.intake.redeliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.github.DeliveryAttempt;
import io.movein.github.GitHubUnavailableException;
import io.movein.github.WebhookDeliveries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RedeliveriesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final FakeApp app = new FakeApp();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Redeliveries redeliveries =
            new Redeliveries(Optional.of(app), Duration.ofHours(1), () -> NOW, meters);

    /** GitHub, as an App sees its own deliveries. */
    private static final class FakeApp implements WebhookDeliveries {
        private final List<DeliveryAttempt> attempts = new ArrayList<>();
        private final List<String> askedFor = new ArrayList<>();
        private boolean away;
        private @Nullable Error error;

        @Override
        public List<DeliveryAttempt> since(Instant since) {
            if (error != null) {
                throw error;
            }
            if (away) {
                throw new GitHubUnavailableException("GitHub is away");
            }
            return attempts.stream()
                    .filter(attempt -> attempt.at().isAfter(since))
                    .toList();
        }

        @Override
        public void redeliver(DeliveryAttempt attempt) {
            askedFor.add(attempt.delivery());
        }
    }

    @Test
    void askForWhatFailedAndCountIt() {
        app.attempts.add(new DeliveryAttempt(2, "failed", NOW.minusSeconds(90), 502));
        app.attempts.add(new DeliveryAttempt(1, "fine", NOW.minusSeconds(90), 202));

        redeliveries.check();

        assertThat(app.askedFor).containsExactly("failed");
        assertThat(meters.counter("movein.webhooks.redelivered").count()).isEqualTo(1);
        assertThat(redeliveries.health().toString()).contains("asked again for 1");
    }

    /** A look that ends with it is told and counted by whoever makes the looks, and the next one comes. */
    @Test
    void sayThatTheyFailedByAnErrorOfTheirOwn() {
        app.error = new StackOverflowError("deep");

        assertThatThrownBy(redeliveries::check).isSameAs(app.error);

        assertThat(redeliveries.health().toString()).contains("StackOverflowError");
        app.error = null;
        redeliveries.check();
        assertThat(redeliveries.health().toString()).contains("asked again for 0");
    }

    @Test
    void sayThatTheyCouldNotLookAndLookAgain() {
        app.attempts.add(new DeliveryAttempt(2, "failed", NOW.minusSeconds(90), 0));
        app.away = true;
        redeliveries.check();
        assertThat(redeliveries.health().toString()).contains("GitHub is away");

        app.away = false;
        redeliveries.check();

        assertThat(app.askedFor).containsExactly("failed");
    }
}
