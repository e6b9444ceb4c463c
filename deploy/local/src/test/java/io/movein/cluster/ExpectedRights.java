package io.movein.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All that Movein's accounts may do on a cluster, written out: whoever changes a role has to say so here too. */
final class ExpectedRights {
    private static final Set<String> REVIEW_EVERYWHERE =
            Set.of("list namespaces", "list nodes", "list networking.k8s.io/servicecidrs");

    private static final Set<String> REVIEW_IN_A_TENANT =
            Set.of("list pods", "list persistentvolumeclaims", "list services", "get configmaps movein-secrets");

    private static final Set<String> RUNNER_EVERYWHERE = Set.of(
            "list batch/jobs",
            "watch batch/jobs",
            "list pods",
            "watch pods",
            "list serviceaccounts",
            "list persistentvolumeclaims",
            "list networking.k8s.io/networkpolicies",
            "list cilium.io/ciliumnetworkpolicies",
            "list configmaps movein-runs",
            "get namespaces",
            "get nodes");

    private static final Set<String> RUNNER_IN_A_TENANT = Set.of(
            "get batch/jobs",
            "create batch/jobs",
            "update batch/jobs",
            "delete batch/jobs",
            "delete pods",
            "patch pods",
            "get pods/log",
            "get services",
            "list events",
            "get serviceaccounts",
            "create serviceaccounts",
            "delete serviceaccounts",
            "get persistentvolumeclaims",
            "create persistentvolumeclaims",
            "delete persistentvolumeclaims",
            "get networking.k8s.io/networkpolicies",
            "create networking.k8s.io/networkpolicies",
            "update networking.k8s.io/networkpolicies",
            "delete networking.k8s.io/networkpolicies",
            "get cilium.io/ciliumnetworkpolicies",
            "create cilium.io/ciliumnetworkpolicies",
            "delete cilium.io/ciliumnetworkpolicies",
            "get configmaps",
            "create configmaps",
            "update configmaps",
            "delete configmaps",
            "manage movein.io/runs");

    private ExpectedRights() {}

    static final Map<String, Set<String>> EVERYWHERE =
            Map.of("intake", Set.of(), "review", REVIEW_EVERYWHERE, "runner", RUNNER_EVERYWHERE, "reporter", Set.of());

    static final Map<String, Set<String>> IN_A_TENANT = Map.of(
            "intake", Set.of(),
            "review", union(REVIEW_EVERYWHERE, REVIEW_IN_A_TENANT),
            "runner", union(RUNNER_EVERYWHERE, RUNNER_IN_A_TENANT),
            "reporter", Set.of());

    /**
     * For what does not happen in every run: a tenant or a node that goes, pods that have lost their Job, commands to a running process,
     * a run that waits, a host that has moved. {@code BadDaysIT} and {@code LostNodeIT} of the runner use them.
     */
    static final Set<String> FOR_BAD_DAYS = Set.of(
            "get namespaces",
            "get nodes",
            "delete pods",
            "patch pods",
            "list events",
            "delete configmaps",
            "update networking.k8s.io/networkpolicies",
            // where there is Cilium: NamePolicyIT uses them
            "list cilium.io/ciliumnetworkpolicies",
            "get cilium.io/ciliumnetworkpolicies",
            "create cilium.io/ciliumnetworkpolicies",
            "delete cilium.io/ciliumnetworkpolicies",
            // a launch that begins again looks at what it made before
            "get serviceaccounts",
            "get networking.k8s.io/networkpolicies");

    /** {@code verb resource}, without names. The right to manage runs is not here: the admission rules ask for it. */
    static Set<String> of(String account) {
        return requireNonNull(IN_A_TENANT.get(account)).stream()
                .filter(right -> !right.startsWith("manage "))
                .map(right -> right.replaceAll("^(\\S+ \\S+) .*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        var all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }
}
