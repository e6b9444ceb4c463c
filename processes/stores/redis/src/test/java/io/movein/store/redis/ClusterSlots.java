package io.movein.store.redis;

import io.movein.standin.redis.RedisCluster;
import io.movein.standin.redis.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Moves slots of a cluster from node to node. */
final class ClusterSlots {

    private final RedisCluster cluster;

    ClusterSlots(RedisCluster cluster) {
        this.cluster = cluster;
    }

    /** The index of the node that has it. */
    int ownerOf(int slot) {
        var owner = RedisSide.at(Pair.server("x", cluster.nodes().getFirst()), List.of()).masters().stream()
                .filter(master -> !master.slots().and(Slots.range(slot, slot)).isEmpty())
                .findFirst()
                .orElseThrow();
        for (var i = 0; i < cluster.nodes().size(); i++) {
            if (cluster.nodes().get(i).port() == owner.server().port()) {
                return i;
            }
        }
        throw new IllegalStateException("slot " + slot + " has no master");
    }

    static String id(RedisProcess node) {
        try (var connection = Connection.to(Pair.server("x", node))) {
            return connection.text("CLUSTER", "MYID");
        }
    }

    /** With its keys, as tools do it. */
    void give(int slot, int from, RedisProcess to) {
        var source = cluster.nodes().get(from);
        var giver = id(source);
        var taker = id(to);
        try (var at = Connection.to(Pair.server("x", source));
                var there = Connection.to(Pair.server("x", to))) {
            there.call("CLUSTER", "SETSLOT", slot, "IMPORTING", giver);
            at.call("CLUSTER", "SETSLOT", slot, "MIGRATING", taker);
            for (var key : at.list("CLUSTER", "GETKEYSINSLOT", slot, 1000)) {
                at.call("MIGRATE", to.host(), to.port(), key, 0, 5000);
            }
            there.call("CLUSTER", "SETSLOT", slot, "NODE", taker);
            at.call("CLUSTER", "SETSLOT", slot, "NODE", taker);
        }
        for (var node : cluster.nodes()) {
            try (var knows = Connection.to(Pair.server("x", node))) {
                knows.call("CLUSTER", "SETSLOT", slot, "NODE", taker);
            }
        }
    }

    /** What is told once its source is not as it was found. Meanwhile a node may not answer for a moment. */
    static String awaitChange(Replicas replicas) throws InterruptedException {
        var deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        var nobody = new CountDownLatch(1);
        while (System.nanoTime() < deadline) {
            try {
                replicas.mustBeUnchanged();
            } catch (RedisFailure failure) {
                if (failure.is(RedisFailure.Kind.SLOTS_MOVED)) {
                    return String.valueOf(failure.getMessage());
                }
            }
            // each look takes connections to all masters, who have to be able to answer one another
            nobody.await(20, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("the cluster is as it was found after 30 s (expected another master)");
    }
}
