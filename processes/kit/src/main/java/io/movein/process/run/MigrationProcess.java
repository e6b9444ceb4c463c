package io.movein.process.run;

import io.movein.process.Assignment;
import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.process.configuration.ConfigurationFormat;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.evidence.EvidenceStore;
import java.util.List;
import java.util.Optional;

/**
 * A migration process: what a program gives the kit. {@link io.movein.process.cli.ProcessCommand} makes a program of it.
 *
 * @param <C> the record of its configuration
 */
public interface MigrationProcess<C> {

    /** As on the command line: {@code storage-migration}. */
    String name();

    /** Of the jar that the program is in; {@code development} where it is in none. */
    default String version() {
        return Optional.ofNullable(getClass().getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** One sentence. */
    String description();

    /** A short configuration that is valid, for {@code --help}. */
    String example();

    ConfigurationFormat<C> format();

    PaceSettings pace(C configuration);

    /** Why the migration is made, in its owner's words. */
    default String reason(C configuration) {
        return "";
    }

    /** Every secret that the configuration names; looked for before anything else. */
    List<SecretReference> secrets(C configuration);

    /** Where this run's evidence is to go, a place of its own for each run; none: to the state folder. */
    default Optional<EvidenceStore> evidence(C configuration, Secrets secrets, Assignment assignment) {
        return Optional.empty();
    }

    /**
     * Evidence that an earlier run left at a place that only the configuration leads to.
     *
     * @param location as {@link EvidenceStore#location()} said it: {@code s3://bucket/folder/}
     * @return empty if the configuration knows no such place
     */
    default Optional<EvidenceStore> evidenceAt(C configuration, Secrets secrets, String location) {
        return Optional.empty();
    }

    /**
     * What would fail, beyond the schema: a side that cannot be reached or does not take the credentials, a capacity, a version.
     * Writes nothing anywhere. Everything at once.
     */
    List<ConfigurationProblem> validate(ProcessRun<C> run) throws InterruptedException;

    /**
     * Moves, or in a dry-run counts and sizes, and adds its checks. Items that fail are no exception: they stand in the journal, and the
     * kit makes of them <i>completed with errors</i>.
     *
     * @return the sentence that its owner would want to read at 23:00
     * @throws io.movein.process.MigrationFailure if the run cannot go on
     */
    String run(ProcessRun<C> run) throws InterruptedException;

    /** Compares the two sides, and adds its checks. Moves nothing. */
    void verify(ProcessRun<C> run) throws InterruptedException;
}
