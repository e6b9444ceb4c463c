package io.movein.process.configuration;

import org.jspecify.annotations.Nullable;

/**
 * How fast a run begins, {@code $defs/pace} of the kit's schema; commands change it.
 *
 * @param rate              none: as fast as it goes
 * @param requestsPerSecond none: as many as there are
 */
public record PaceSettings(
        int workers, @Nullable ByteRate rate, @Nullable Integer requestsPerSecond) {}
