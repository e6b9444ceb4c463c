package io.movein.process.run;

import io.movein.process.evidence.EvidenceStore;
import java.io.IOException;

/** A process whose runs leave a backup with their evidence. Its program has the command {@code restore}. */
public interface Restorable<C> extends MigrationProcess<C> {

    /**
     * Brings the backup to the configuration's target, which has to be empty; or nothing of it.
     *
     * @param from the evidence of the run
     * @return what was restored, in a sentence
     * @throws io.movein.process.MigrationFailure if it is not what the run wrote, or the target does not take it
     */
    String restore(ProcessRun<C> run, EvidenceStore from) throws IOException, InterruptedException;
}
