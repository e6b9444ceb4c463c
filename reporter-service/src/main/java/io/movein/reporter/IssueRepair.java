package io.movein.reporter;

import io.movein.contract.MigrationId;
import io.movein.reporter.IssueReporter.Repair;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Makes good what an issue lacks of its history. */
interface IssueRepair {
    Repair repair(MigrationId migration, List<SpecificRecord> history) throws RetryableException, PermanentException;
}
