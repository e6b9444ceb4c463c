package io.movein.github;

import java.time.Instant;
import java.util.List;

/** What became of a GitHub App's webhook. Methods may throw a {@link GitHubException}. */
public interface WebhookDeliveries {

    /** Newest first; GitHub keeps them for three days. */
    List<DeliveryAttempt> since(Instant since);

    /** Asks GitHub to deliver it once more. */
    void redeliver(DeliveryAttempt attempt);
}
