package io.movein.runner.reconcile;

import io.kubernetes.client.common.KubernetesObject;
import io.movein.runner.cluster.OpenLedger;
import io.movein.runner.run.RunRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order that launched a run knows of it, for the looks that follow.
 *
 * @param ledger the tenant's, as the order has written it
 * @param made   all that there is of the run beside its Job; null where some of it was there before, so that there may be more
 */
public record Launched(
        RunRef run, OpenLedger ledger, @Nullable List<KubernetesObject> made) {}
