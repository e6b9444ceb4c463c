package io.movein.tier;

import io.movein.process.MigrationFailure;
import io.movein.process.lease.Fenced;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.search.IndexComparison;
import io.movein.store.search.SearchFailure;
import io.movein.store.search.TenantDocuments;
import io.movein.tier.configuration.TierPlan;

/** What a comparison of an index proves, among the run's checks. One that could not be made is a check that was not made. */
final class DocumentChecks {

    private final ProcessRun<TierPlan> run;

    DocumentChecks(ProcessRun<TierPlan> run) {
        this.run = run;
    }

    void make(TenantDocuments index, DocumentFollower.Work comparison) throws InterruptedException {
        try {
            comparison.make();
        } catch (Fenced e) {
            throw e;
        } catch (SearchFailure | PostgresFailure | MigrationFailure e) {
            run.checks()
                    .replace(CheckOutcome.notMade("documents", index.plan().from(), String.valueOf(e.getMessage())));
        }
    }

    /** @param mayBeEmpty whether the plan says that no document is right */
    void add(IndexComparison both, boolean mayBeEmpty) {
        if (both.source() == 0 && both.target() == 0 && mayBeEmpty) {
            run.checks().replace(CheckOutcome.empty("documents", both.of(), 0, 0));
        } else {
            run.checks().replace(CheckOutcome.exact("documents", both.of(), both.source(), both.target()));
            run.checks().replace(CheckOutcome.exact("checksum of ids", both.of(), both.sourceIds(), both.targetIds()));
            content(both);
        }
        if (!both.differences().isEmpty()) {
            run.progress().log("search: %s: %s".formatted(both.of(), String.join("; ", both.differences())));
        }
    }

    void addSettings(IndexComparison both) {
        run.checks().replace(CheckOutcome.exact("index settings", both.of(), both.planned(), both.found()));
    }

    private void content(IndexComparison both) {
        switch (both.contents()) {
            case SOURCES ->
                run.checks()
                        .replace(CheckOutcome.exact(
                                "checksum of documents", both.of(), both.sourceSum(), both.targetSum()));
            case FIELDS -> {
                run.checks()
                        .replace(CheckOutcome.exact(
                                "checksum of fields", both.of(), both.sourceSum(), both.targetSum()));
                run.progress()
                        .log(
                                "search: %s builds each _source from the fields: documents are compared by what a query finds, ignoring the order and repetition of each field's values"
                                        .formatted(both.of()));
            }
            case KNOWN_FIELDS -> {
                run.checks()
                        .replace(CheckOutcome.exact(
                                "checksum of fields", both.of(), both.sourceSum(), both.targetSum()));
                run.progress()
                        .log(
                                "search: %s builds each _source from the fields: documents are compared with what was built for them by the fields that keep their values; by samples alone: %s"
                                        .formatted(
                                                both.of(), both.notCompared().isEmpty() ? "none" : both.notCompared()));
            }
            case NONE ->
                run.progress()
                        .log(
                                "search: %s builds each _source from the fields: it is not known of any field what becomes of a value: the content of documents is compared by samples alone"
                                        .formatted(both.of()));
        }
    }
}
