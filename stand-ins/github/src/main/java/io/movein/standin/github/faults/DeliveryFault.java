package io.movein.standin.github.faults;

import java.time.Duration;

/** What happens to a webhook delivery on its way. */
public sealed interface DeliveryFault {

    record Drop() implements DeliveryFault {}

    /** Sent twice with the same delivery id. */
    record Duplicate() implements DeliveryFault {}

    record Delay(Duration by) implements DeliveryFault {}

    /** Held back until as many have come as the fault was set for (or two seconds have passed), then sent last one first. */
    record Reorder(int group) implements DeliveryFault {}
}
