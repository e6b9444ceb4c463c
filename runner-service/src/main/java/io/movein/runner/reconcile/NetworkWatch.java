package io.movein.runner.reconcile;

import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.movein.model.EgressRule;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.run.EgressAddresses;
import io.movein.runner.run.EgressAddresses.Refreshed;
import io.movein.runner.run.ForeignPolicies;
import io.movein.runner.run.Policies;
import io.movein.runner.run.RunRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks every minute at what a running process may reach: whether its declared hosts have other addresses by now, and whether policies
 * of others have opened more. Each change is told: what opens, what is closed again, and what opens once more.
 */
final class NetworkWatch {
    private static final Duration EVERY = Duration.ofMinutes(1);

    /**
     * What holds at a look beside what was declared, a line for people each.
     *
     * @param openings what policies of others allow the run
     * @param refused  addresses of declared hosts that it may not reach, and why
     */
    record Reach(Set<String> openings, Set<String> refused) {
        static final Reach AS_DECLARED = new Reach(Set.of(), Set.of());

        /** As this runner told it, or the one before. */
        static Reach told(RunMemory memory) {
            if (memory.reach != null) {
                return memory.reach;
            }
            var before = memory.record.openings();
            return before == null ? AS_DECLARED : new Reach(new LinkedHashSet<>(before), Set.of());
        }
    }

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

    /** @return what policies of others allow it, as it was told */
    Set<String> check(RunRef run, RunMemory memory) {
        var now = clock.instant();
        var before = Reach.told(memory);
        if (memory.networkAt.isAfter(now)) {
            return before.openings();
        }
        var policies = cluster.list(Kind.NETWORK_POLICY, run.namespace(), "");
        var own = policies.stream()
                .filter(it -> it.getMetadata().getName().equals(run.name()) && run.owns(it.getMetadata()))
                .findFirst();
        var openings = openings(run, policies);
        var addresses = own.map(this::addresses).orElse(Map.of());
        var refreshed = own.map(it -> refresh(it, addresses));
        var refused =
                refreshed.map(it -> refused(it.dropped(), addresses, before)).orElse(before.refused());
        tell(
                run,
                memory,
                new Reach(openings, refused),
                refreshed.map(Refreshed::added).orElse(List.of()));
        memory.networkAt = now.plus(EVERY);
        return openings;
    }

    /** What was opened since the last look, and before the process had ended. */
    void checkAtTheEnd(RunRef run, RunMemory memory) {
        if (!memory.networkAt.equals(Instant.MIN)) {
            var openings = openings(run, cluster.list(Kind.NETWORK_POLICY, run.namespace(), ""));
            tell(run, memory, new Reach(openings, Reach.told(memory).refused()), List.of());
        }
    }

    private Set<String> openings(RunRef run, List<V1NetworkPolicy> policies) {
        var ciliums = cluster.list(Kind.NAME_POLICY, run.namespace(), "");
        return union(ForeignPolicies.openings(policies, run), ForeignPolicies.openingsOfCilium(ciliums, run));
    }

    private Map<String, List<String>> addresses(V1NetworkPolicy policy) {
        var addresses = new HashMap<String, List<String>>();
        Policies.egress(policy).stream()
                .map(EgressRule::getHost)
                .filter(EgressAddresses::isName)
                .distinct()
                .forEach(host -> addresses.put(host, lookUp.apply(host)));
        return addresses;
    }

    /** With nothing added where the policy was changed by another at the same time. */
    private Refreshed refresh(V1NetworkPolicy policy, Map<String, List<String>> addresses) {
        var refreshed = EgressAddresses.refresh(Policies.egress(policy), addresses, Policies.clusterRanges(policy));
        return refreshed.added().isEmpty()
                        || cluster.replace(Kind.NETWORK_POLICY, Policies.withEgress(policy, refreshed.rules()))
                                .isPresent()
                ? refreshed
                : new Refreshed(refreshed.rules(), List.of(), refreshed.dropped());
    }

    /** A host that cannot be looked up just now has what it had. */
    private static Set<String> refused(List<String> now, Map<String, List<String>> addresses, Reach before) {
        var unknown = before.refused().stream()
                .filter(line -> Optional.ofNullable(addresses.get(line.substring(0, line.indexOf(' '))))
                        .filter(List::isEmpty)
                        .isPresent())
                .toList();
        return union(now, unknown);
    }

    private void tell(RunRef run, RunMemory memory, Reach now, List<String> addresses) {
        var before = Reach.told(memory);
        var added = union(newIn(now.openings(), before.openings()), addresses);
        var dropped = union(newIn(before.openings(), now.openings()), newIn(now.refused(), before.refused()));
        if (!added.isEmpty() || !dropped.isEmpty()) {
            reports.networkChanged(run, memory.trace, List.copyOf(added), List.copyOf(dropped));
        }
        memory.reach = now;
    }

    private static List<String> newIn(Set<String> one, Set<String> other) {
        return one.stream().filter(it -> !other.contains(it)).toList();
    }

    private static Set<String> union(Collection<String> one, Collection<String> other) {
        var union = new LinkedHashSet<>(one);
        union.addAll(other);
        return union;
    }
}
