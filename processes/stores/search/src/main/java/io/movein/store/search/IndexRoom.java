package io.movein.store.search;

import io.movein.process.ConfigurationProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Whether the target's nodes have room for a tenant's documents, by its share of what the shared indices take. Where a server does not
 * tell, as it may not to everybody, it is not looked at.
 */
final class IndexRoom {

    private static final String REPLICAS = "index.number_of_replicas";

    private final SearchCluster source;
    private final SearchCluster target;

    IndexRoom(SearchCluster source, SearchCluster target) {
        this.source = source;
        this.target = target;
    }

    /** @param tenants by index, how many documents the tenant has in it */
    Optional<ConfigurationProblem> problem(List<TenantDocuments> indices, Map<String, Long> tenants)
            throws InterruptedException {
        try {
            var needed = 0L;
            for (var index : indices) {
                needed += needed(index, tenants.getOrDefault(index.plan().from(), 0L));
            }
            return problem(needed, free());
        } catch (SearchFailure notTold) {
            return Optional.empty();
        }
    }

    private static Optional<ConfigurationProblem> problem(long needed, OptionalLong free) {
        return free.isPresent() && free.getAsLong() < needed
                ? Optional.of(ConfigurationProblem.of(
                        "search.target",
                        "its nodes have room for %d bytes, and the tenant's documents with their replicas take about %d"
                                .formatted(free.getAsLong(), needed),
                        "larger disks"))
                : Optional.empty();
    }

    private long needed(TenantDocuments index, long tenants) throws InterruptedException {
        var from = index.plan().from();
        var all = source.summary(from, Json.object().put("size", 0).put("track_total_hits", true))
                .path("hits")
                .path("total")
                .path("value")
                .asLong();
        var shared = source.index(from);
        if (all == 0 || shared.isEmpty()) {
            return 0;
        }
        var bytes = source.http()
                .get(SearchCluster.of(from) + "/_stats/store")
                .path("_all")
                .path("primaries")
                .path("store")
                .path("size_in_bytes")
                .asLong();
        var replicas = index.dedicated()
                .planned(shared.get())
                .getOrDefault(REPLICAS, StringNode.valueOf("1"))
                .asLong(1);
        return (long) Math.ceil((double) bytes / all * tenants * (1 + replicas));
    }

    /** Of nodes that have data; none where one does not say it. */
    private OptionalLong free() throws InterruptedException {
        var nodes = target.http().get("/_nodes/data:true/stats/fs").path("nodes");
        var known = nodes.valueStream().map(IndexRoom::free).toList();
        return known.isEmpty() || !known.stream().allMatch(OptionalLong::isPresent)
                ? OptionalLong.empty()
                : OptionalLong.of(
                        known.stream().mapToLong(OptionalLong::getAsLong).sum());
    }

    private static OptionalLong free(JsonNode node) {
        var bytes = node.path("fs").path("total").path("available_in_bytes");
        return bytes.isNumber() ? OptionalLong.of(bytes.asLong()) : OptionalLong.empty();
    }
}
