package io.movein.process.report;

import io.movein.process.control.Done;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far a run is, as the contract's progress line has it.
 *
 * @param total      none while it is not known
 * @param unit       of {@code done} and {@code total}; {@code bytes} are shown as KiB, MiB and so on
 * @param rate       in a second, in the unit; none while it is not known, which is not 0
 * @param following  whether the process follows changes, so that it has a lag at all
 * @param lag        none while it is not known, which is never 0
 * @param etaSeconds none while it is not known
 */
public record ProgressReport(
        String phase,
        long done,
        OptionalLong total,
        String unit,
        OptionalDouble rate,
        boolean following,
        Optional<ReplicationLag> lag,
        OptionalLong etaSeconds,
        List<String> accepts,
        List<Done> did) {

    /** But for the rate and the time left, which change by themselves. */
    boolean saysTheSameAs(ProgressReport other) {
        return phase.equals(other.phase)
                && done == other.done
                && total.equals(other.total)
                && lag.equals(other.lag)
                && accepts.equals(other.accepts)
                && did.equals(other.did);
    }
}
