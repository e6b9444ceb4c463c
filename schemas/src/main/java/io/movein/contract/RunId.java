package io.movein.contract;

/** One attempt of a migration, numbered from 1. */
public record RunId(MigrationId migration, int run) {
    public RunId {
        if (run < 1) {
            throw new IllegalArgumentException("run " + run + " of " + migration + " (expected a number from 1)");
        }
    }

    /** The name of everything that belongs to the run on the cluster: {@code movein-17-run-1}. */
    public String objectName() {
        return "movein-" + migration.number() + "-run-" + run;
    }

    /** The id of an order about this run: {@code owner/repo#17/run-1/launch}. */
    public String orderId(String order) {
        return this + "/" + order;
    }

    @Override
    public String toString() {
        return migration + "/run-" + run;
    }
}
