package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.movein.model.EgressRule;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.run.EgressAddresses;
import io.movein.runner.run.ForeignPolicies;
import io.movein.runner.run.Policies;
import io.movein.runner.run.RunRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/**
 * Looks every minute at what a running process may reach: whether its declared hosts have other addresses by now, and whether policies
 * of others have opened more. What changes is told.
 */
final class NetworkWatch {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final ReportPublisher reports;
    private final Function<String, List<String>> lookUp;
    private final InstantSource clock;

    /** @param lookUp the addresses of a host name, or none */
    NetworkWatch(Cluster cluster, ReportPublisher reports, Function<String, List<String>> lookUp, InstantSource clock) {
        this.cluster = cluster;
        this.reports = reports;
        this.lookUp = lookUp;
        this.clock = clock;
    }

    void look(RunRef run, RunMemory memory) {
        var now = clock.instant();
        if (memory.networkAt.isAfter(now)) {
            return;
        }
        var policies = cluster.list(Kind.NETWORK_POLICY, run.namespace(), "");
        var added = new ArrayList<>(ForeignPolicies.openings(policies, run));
        added.addAll(ForeignPolicies.openingsOfCilium(cluster.list(Kind.NAME_POLICY, run.namespace(), ""), run));
        var dropped = new ArrayList<String>();
        policies.stream()
                .filter(it -> it.getMetadata().getName().equals(run.name()) && run.owns(it.getMetadata()))
                .findFirst()
                .ifPresent(policy -> refresh(policy, added, dropped));
        added.removeIf(it -> !memory.networkTold.add(it));
        dropped.removeIf(it -> !memory.networkTold.add(it));
        if (!added.isEmpty() || !dropped.isEmpty()) {
            reports.networkChanged(run, memory.trace, added, dropped);
        }
        memory.networkAt = now.plus(EVERY);
    }

    private void refresh(V1NetworkPolicy policy, List<String> added, List<String> dropped) {
        var rules = Policies.egress(policy);
        var addresses = new HashMap<String, List<String>>();
        rules.stream()
                .map(EgressRule::getHost)
                .filter(EgressAddresses::isName)
                .distinct()
                .forEach(host -> addresses.put(host, lookUp.apply(host)));
        var refreshed = EgressAddresses.refresh(rules, addresses, Policies.clusterRanges(policy));
        dropped.addAll(refreshed.dropped());
        if (!refreshed.added().isEmpty()
                && cluster.replace(Kind.NETWORK_POLICY, Policies.withEgress(policy, refreshed.rules()))) {
            added.addAll(refreshed.added());
        }
    }
}
