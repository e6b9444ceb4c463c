package io.movein.process.lease;

import java.time.Duration;
import java.time.Instant;

/**
 * What stands at the target.
 *
 * @param holder a name of this process's own, new with each start
 * @param epoch  one more with each change of the holder
 */
public record LeaseRecord(String holder, long epoch, Instant renewed) {

    LeaseRecord takenBy(String other, Instant now) {
        return new LeaseRecord(other, epoch + 1, now);
    }

    LeaseRecord renewed(Instant now) {
        return new LeaseRecord(holder, epoch, now);
    }

    boolean expired(Instant now, Duration life) {
        return renewed.plus(life).isBefore(now);
    }
}
