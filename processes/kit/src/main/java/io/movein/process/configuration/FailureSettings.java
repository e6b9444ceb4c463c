package io.movein.process.configuration;

/**
 * When items' failures are the run's, {@code $defs/failures} of the kit's schema.
 *
 * @param inARow       so many failures of one side with nothing moved in between
 * @param sharePercent of the items tried, once {@code atLeast} were, that failed for whatever reason; 100 never ends the run
 * @param atLeast      items tried before a share says anything
 */
public record FailureSettings(int inARow, int sharePercent, int atLeast) {}
