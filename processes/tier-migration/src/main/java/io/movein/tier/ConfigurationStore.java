package io.movein.tier;

import io.movein.process.lease.Lease;
import io.movein.process.run.ProcessRun;
import io.movein.tier.configuration.TierPlan;

/**
 * By which the application knows where the tenant is and whether it may write. Whatever it cannot do or say is a
 * {@link ConfigurationStoreFailure}.
 */
interface ConfigurationStore {

    static ConfigurationStore of(ProcessRun<TierPlan> run) {
        var plan = run.configuration().switching();
        return plan.http() == null
                ? new SqlConfigurationStore(
                        Sides.server("configuration store", plan.statements().database(), run.secrets()),
                        plan.statements(),
                        MigrationName.ofSwitch(run.configuration()))
                : new HttpConfigurationStore(plan.http(), run.secrets());
    }

    /** For whoever changes it: nothing is changed once another process has the lease. */
    static ConfigurationStore of(ProcessRun<TierPlan> run, Lease lease) {
        return new FencedConfigurationStore(of(run), lease);
    }

    /** Where the tenant is now. */
    String read();

    /**
     * Where the tenant is and stays, whatever a process before this one has sent. Where it is not at {@code to}, it may be able to write
     * afterwards, at the source.
     */
    String readForGood(String to);

    /** May be done twice. */
    void freeze();

    /** May be done twice, and before it is known what became of {@link #freeze}. */
    void unfreeze();

    /**
     * Compare and set. What counts is not the answer, which may be lost, but what can be read afterwards.
     *
     * @return where the tenant is then
     * @throws ConfigurationStoreFailure if it is a refusal, the tenant is where it was; else it is the one or the other
     */
    String set(String to, String from);

    /** For people: what the dry-run expects to find. */
    String expected();

    /** For people. */
    String howToRead();

    /** For people, as an order. */
    String howToUnfreeze();
}
