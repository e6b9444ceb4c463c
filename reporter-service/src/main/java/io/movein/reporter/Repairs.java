package io.movein.reporter;

import io.movein.contract.MigrationId;
import java.time.Duration;

/** Whoever makes good, from the whole history, what an issue lacks. */
@FunctionalInterface
public interface Repairs {
    /** The issue lacks something, or could not be found: it is looked at again after this time. */
    void wanted(MigrationId migration, Duration after);
}
