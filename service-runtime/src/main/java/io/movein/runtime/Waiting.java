package io.movein.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that has been tried or is being done and is not finished, for an operator who asks what is stuck.
 *
 * @param what the migration, where it is known
 * @param where topic, partition and offset, or what else it waits in
 * @param since when it was written; it survives a restart of the service
 * @param age how long ago that is
 * @param attempts by this process
 * @param why the last attempt did not succeed; "being handled" during the first
 */
public record Waiting(String what, String where, Instant since, Duration age, int attempts, String why) {
    /** @param wall the time now */
    static Instant since(Instant wall, Duration age) {
        return wall.minus(age).truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public String toString() {
        return "%s (%s) since %s, %d attempt(s): %s".formatted(what, where, since, attempts, why);
    }
}
