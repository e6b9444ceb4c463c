package io.movein.process.pace;

import io.movein.process.items.Blame;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How it goes at this moment.
 *
 * @param workers   that were asked for
 * @param allowed   that are left of them while a side throttles
 * @param active    that hold a place now
 * @param throttled the sides that said so and have not been left in peace for long enough
 */
public record PaceNow(
        int workers,
        int allowed,
        int active,
        OptionalLong bytesPerSecond,
        OptionalLong requestsPerSecond,
        boolean paused,
        Set<Blame> throttled) {}
