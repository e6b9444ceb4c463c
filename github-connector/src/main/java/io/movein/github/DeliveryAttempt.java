package io.movein.github;

import java.time.Instant;

/**
 * One try of GitHub's to deliver a webhook.
 *
 * @param id of the try; by it the delivery is asked for again
 * @param delivery the same for every try of one delivery
 * @param status HTTP status of our answer; 0 or another that is no success where there was none
 */
public record DeliveryAttempt(long id, String delivery, Instant at, int status) {
    public boolean isDelivered() {
        return status >= 200 && status < 300;
    }
}
