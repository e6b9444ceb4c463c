package io.movein.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What this run is to do: the environment that Movein gives every migration process. A process that a person runs by hand
 * gets the same from its command line.
 *
 * @param migration      the issue, e.g. {@code acme/platform#17}; {@link #BY_HAND} without Movein
 * @param run            number of the run, from 1
 * @param tenant         the tenant's namespace
 * @param scratch        an empty folder; none where no storage was declared
 * @param state          a folder that outlives the run; none where the process was not declared to support resume
 * @param secrets        the folder with the file {@code <secret>/<key>} for each key of each secret
 * @param terminationLog the file for the termination message
 * @param configuration  the file of the configuration
 * @param control        the file to which commands are appended while the process runs; may not be there yet
 * @param who            whom the platform names, for the evidence: {@code filedBy}, {@code filedAt}, {@code approvedBy}, {@code approvedAt}
 */
public record Assignment(
        String migration,
        int run,
        String tenant,
        RunMode mode,
        AttemptKind attempt,
        Optional<Path> scratch,
        Optional<Path> state,
        Path secrets,
        Optional<Path> terminationLog,
        Optional<Path> configuration,
        Optional<Path> control,
        Map<String, String> who) {

    public static final String BY_HAND = "by hand";

    /**
     * @throws ConfigurationFailure with everything that is missing or wrong, not just the first
     */
    public static Assignment read(Map<String, String> environment) {
        return new AssignmentReading(environment).read();
    }

    public boolean dryRun() {
        return mode == RunMode.DRY_RUN;
    }

    public boolean byHand() {
        return migration.equals(BY_HAND);
    }
}
