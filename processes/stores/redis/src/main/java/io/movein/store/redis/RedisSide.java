package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A side of a migration as it was found: a server and its replicas, or the masters of a cluster, each with its slots, and theirs.
 *
 * @param masters  that together have every key once
 * @param replicas of any of them
 */
public record RedisSide(boolean cluster, List<Master> masters, List<Server> replicas) {

    /** A server that takes writes to the keys of its slots. */
    public record Master(Server server, Slots slots) {}

    /** One line of CLUSTER NODES. */
    private record Node(String id, String address, List<String> flags, String master, List<String> slots) {

        static Node of(String line) {
            var fields = List.of(line.split(" "));
            return new Node(
                    fields.get(0),
                    fields.get(1),
                    List.of(fields.get(2).split(",")),
                    fields.get(3),
                    fields.subList(Math.min(8, fields.size()), fields.size()));
        }

        boolean is(String flag) {
            return flags.contains(flag);
        }

        boolean isAway() {
            return is("fail") || is("fail?") || is("noaddr") || is("handshake");
        }

        /** {@code [93->-id]} is a slot on its way to another node, {@code [93-<-id]} one that comes. */
        List<String> moving() {
            return slots.stream().filter(slot -> slot.startsWith("[")).toList();
        }

        Slots has() {
            var settled = slots.stream().filter(range -> !range.startsWith("[")).toList();
            return settled.isEmpty() ? Slots.NONE : Slots.parse(String.join(",", settled));
        }

        /** {@code 10.0.0.1:6379@16379,name}; a node that does not know its own address has none. */
        Server server(Server entry) {
            var hostAndPort = address.split("@")[0];
            var colon = hostAndPort.lastIndexOf(':');
            var host = hostAndPort.substring(0, colon);
            return entry.at(host.isEmpty() ? entry.host() : host, Integer.parseInt(hostAndPort.substring(colon + 1)));
        }
    }

    /**
     * Looks at a side by any master of it.
     *
     * @param replicas of a server that is no node of a cluster; a cluster names its own
     * @throws RedisFailure if a server does not answer, or {@link Kind#SLOTS_MOVED} if a cluster is not at rest
     */
    public static RedisSide at(Server entry, List<Server> replicas) {
        try (var connection = Connection.to(entry)) {
            return isCluster(connection)
                    ? cluster(connection)
                    : new RedisSide(false, List.of(new Master(entry, Slots.UNDIVIDED)), replicas);
        }
    }

    static boolean isCluster(Connection connection) {
        return connection.info("cluster", "cluster_enabled").equals("1");
    }

    private static RedisSide cluster(Connection connection) {
        var entry = connection.server();
        var state = connection.text("CLUSTER", "INFO");
        if (!state.lines().toList().contains("cluster_state:ok")) {
            throw unrest(
                    entry, "its cluster is not ok: " + state.lines().findFirst().orElse("no answer"));
        }
        var masters = new HashMap<String, Master>();
        var nodes = nodes(connection);
        for (var node : nodes) {
            if (node.isAway()) {
                throw unrest(entry, "node %s of its cluster is %s".formatted(node.address, node.flags));
            }
            if (node.is("master") && !node.has().isEmpty()) {
                masters.put(node.id, new Master(node.server(entry), node.has()));
            }
        }
        var covered = masters.values().stream()
                .mapToInt(master -> master.slots.count())
                .sum();
        if (covered != Slots.COUNT) {
            throw unrest(entry, "%d slots of its cluster have a master (expected %d)".formatted(covered, Slots.COUNT));
        }
        masters.values().forEach(RedisSide::mustBeAtRest);
        return new RedisSide(
                true,
                masters.values().stream()
                        .sorted(Comparator.comparingInt(master -> master.slots.first()))
                        .toList(),
                replicas(nodes, masters, entry));
    }

    private static List<Server> replicas(List<Node> nodes, Map<String, Master> masters, Server entry) {
        return nodes.stream()
                .filter(node -> masters.containsKey(node.master))
                .map(node -> node.server(entry))
                .sorted(Comparator.comparing(Server::toString))
                .toList();
    }

    /** Only the node itself tells which of its slots are on their way. */
    private static void mustBeAtRest(Master master) {
        try (var connection = Connection.to(master.server)) {
            for (var node : nodes(connection)) {
                if (node.is("myself") && !node.moving().isEmpty()) {
                    throw unrest(master.server, "slots are on their way from node to node: " + node.moving());
                }
            }
        }
    }

    private static List<Node> nodes(Connection connection) {
        return connection.text("CLUSTER", "NODES").lines().map(Node::of).toList();
    }

    private static RedisFailure unrest(Server server, String what) {
        return new RedisFailure(Kind.SLOTS_MOVED, server, what + "; wait until the cluster is at rest, then try again");
    }

    /**
     * Whether it is as it was found.
     *
     * @throws RedisFailure {@link Kind#SLOTS_MOVED} if it is not
     */
    public void mustBeUnchanged() {
        if (!cluster) {
            return;
        }
        var entry = masters.getFirst().server;
        var now = at(entry, List.of());
        if (!now.equals(this)) {
            throw new RedisFailure(
                    Kind.SLOTS_MOVED,
                    entry,
                    "its cluster is %s and was %s when the migration began; resume it, and everything is copied anew"
                            .formatted(now, this));
        }
    }

    /** Masters first. */
    public List<Server> nodes() {
        return Stream.concat(masters.stream().map(Master::server), replicas.stream())
                .toList();
    }

    /** In words. */
    @Override
    public String toString() {
        var all = new ArrayList<String>();
        masters.forEach(master ->
                all.add("%s:%d with slots %s".formatted(master.server.host(), master.server.port(), master.slots)));
        replicas.forEach(replica -> all.add("replica %s:%d".formatted(replica.host(), replica.port())));
        return String.join(", ", all);
    }
}
