package io.movein.process.lease;

import java.io.IOException;
import java.util.Optional;

/** Where a target keeps one lease. */
public interface LeaseStore {

    Optional<LeaseRecord> read() throws IOException;

    /**
     * Compare and set.
     *
     * @param expected what stands there now; empty if nothing does
     * @return whether it did; false leaves what is there
     */
    boolean replace(Optional<LeaseRecord> expected, LeaseRecord wanted) throws IOException;

    /** In words, for errors. */
    String location();
}
