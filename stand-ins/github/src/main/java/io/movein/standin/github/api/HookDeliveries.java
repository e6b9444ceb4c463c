package io.movein.standin.github.api;

import java.time.Instant;
import java.util.List;

/** What became of the webhook's deliveries. */
public interface HookDeliveries {

    /** One try to deliver. {@code status} is the HTTP status of the answer; 0: there was none. */
    record Attempt(long id, String guid, String event, String action, Instant at, boolean redelivery, int status) {}

    /** Each try by itself, the newest first. */
    List<Attempt> attempts();

    /** What GitHub's "Redeliver" button does; false if the delivery is not known (any more). */
    boolean redeliver(String guid);
}
