package io.movein.review.platform;

import static java.util.Objects.requireNonNullElse;

import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeAddress;
import io.kubernetes.client.openapi.models.V1NodeSpec;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1Taint;
import io.movein.model.PoolFacts;
import io.movein.model.Resources;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the cluster's nodes tell: the room that migrations have, and addresses that belong to the cluster. */
final class Nodes {
    private static final Set<String> REPELLING = Set.of("NoSchedule", "NoExecute");
    private static final Set<String> OWN_ADDRESSES = Set.of("InternalIP", "ExternalIP");

    private Nodes() {}

    /** @param selected a pool was named: then its nodes count even if they repel whatever does not belong there */
    static PoolFacts pool(List<V1Node> nodes, boolean selected) {
        var registered = nodes.stream()
                .filter(node -> !Boolean.TRUE.equals(spec(node).getUnschedulable()))
                .filter(node -> selected || !isRepelledByPeople(node))
                .toList();
        var rooms = registered.stream()
                .filter(node -> isReady(node) && (selected || !repels(node)))
                .map(Nodes::room)
                .toList();
        return PoolFacts.newBuilder()
                .setNodes(rooms.size())
                .setLargestNode(largest(rooms).orElse(Quantities.NONE))
                .setLargestRegistered(
                        largest(registered.stream().map(Nodes::room).toList()).orElse(null))
                .setTotal(rooms.stream().reduce(Quantities.NONE, Quantities::sum))
                .build();
    }

    private static Optional<Resources> largest(List<Resources> rooms) {
        return rooms.stream()
                .max(Comparator.comparingLong(Resources::getMemoryBytes).thenComparingLong(Resources::getCpuMillis));
    }

    /**
     * Whether each node says which addresses its pods have; several network plugins leave that empty. Where there is no node nobody says
     * it, and pods come with the first one. A node that has just come is given its addresses a moment later, and runs no pod before.
     */
    static boolean tellPodRanges(List<V1Node> nodes) {
        return nodes.stream().anyMatch(Nodes::tellsPodRanges)
                && nodes.stream().allMatch(node -> tellsPodRanges(node) || isReadySaid(node, "False"));
    }

    private static boolean tellsPodRanges(V1Node node) {
        return !requireNonNullElse(spec(node).getPodCIDRs(), List.of()).isEmpty();
    }

    /** CIDRs and addresses of nodes and their pods. */
    static List<String> ranges(List<V1Node> nodes) {
        return nodes.stream()
                .flatMap(node -> Stream.concat(
                        requireNonNullElse(spec(node).getPodCIDRs(), List.<String>of()).stream(),
                        requireNonNullElse(status(node).getAddresses(), List.<V1NodeAddress>of()).stream()
                                .filter(address -> OWN_ADDRESSES.contains(address.getType()))
                                .map(V1NodeAddress::getAddress)))
                .distinct()
                .toList();
    }

    private static boolean isReady(V1Node node) {
        return isReadySaid(node, "True");
    }

    /** @param said by the node: True or False; Unknown where it has not been heard of */
    private static boolean isReadySaid(V1Node node, String said) {
        var conditions = status(node).getConditions();
        return conditions != null
                && conditions.stream().anyMatch(it -> "Ready".equals(it.getType()) && said.equals(it.getStatus()));
    }

    private static boolean repels(V1Node node) {
        return repelling(node).findAny().isPresent();
    }

    /** What Kubernetes taints by itself, as a node that is not ready, passes; what people taint stays. */
    private static boolean isRepelledByPeople(V1Node node) {
        return repelling(node)
                .anyMatch(taint -> !requireNonNullElse(taint.getKey(), "").startsWith("node.kubernetes.io/"));
    }

    private static Stream<V1Taint> repelling(V1Node node) {
        return requireNonNullElse(spec(node).getTaints(), List.<V1Taint>of()).stream()
                .filter(taint -> REPELLING.contains(taint.getEffect()));
    }

    private static Resources room(V1Node node) {
        return Quantities.of(status(node).getAllocatable(), "ephemeral-storage");
    }

    private static V1NodeSpec spec(V1Node node) {
        return requireNonNullElse(node.getSpec(), new V1NodeSpec());
    }

    private static V1NodeStatus status(V1Node node) {
        return requireNonNullElse(node.getStatus(), new V1NodeStatus());
    }
}
