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
     * @throws RedisFailure {@link Kind#UNREACHABLE} if a server does not answer us or its cluster, {@link Kind#SLOTS_MOVED} if slots are on
     *                      their way
     */
    public static RedisSide at(Server entry, List<Server> replicas) {
        try (var connection = Connection.to(entry)) {
            if (!isCluster(connection)) {
                return new RedisSide(false, List.of(new Master(entry, Slots.UNDIVIDED)), replicas);
            }
            var found = Found.by(connection);
            found.mustAnswer();
            found.side.masters.forEach(RedisSide::mustBeAtRest);
            return found.side;
        }
    }

    static boolean isCluster(Connection connection) {
        return connection.info("cluster", "cluster_enabled").equals("1");
    }

    /**
     * A cluster as one node of it sees it.
     *
     * @param missing nodes that do not answer the others, or slots that nobody has, in words
     */
    private record Found(Server entry, RedisSide side, List<String> missing) {

        static Found by(Connection connection) {
            var entry = connection.server();
            var missing = new ArrayList<String>();
            var state = connection.text("CLUSTER", "INFO");
            if (!state.lines().toList().contains("cluster_state:ok")) {
                missing.add(
                        "its cluster is not ok: " + state.lines().findFirst().orElse("no answer"));
            }
            var masters = new HashMap<String, Master>();
            var nodes = nodes(connection);
            for (var node : nodes) {
                if (node.isAway()) {
                    missing.add("node %s of its cluster is %s".formatted(node.address, node.flags));
                }
                if (node.is("master") && !node.has().isEmpty()) {
                    masters.put(node.id, new Master(node.server(entry), node.has()));
                }
            }
            var covered = masters.values().stream()
                    .mapToInt(master -> master.slots.count())
                    .sum();
            if (covered != Slots.COUNT) {
                missing.add("%d slots of its cluster have a master (expected %d)".formatted(covered, Slots.COUNT));
            }
            var side = new RedisSide(
                    true,
                    masters.values().stream()
                            .sorted(Comparator.comparingInt(master -> master.slots.first()))
                            .toList(),
                    replicas(nodes, masters, entry));
            return new Found(entry, side, missing);
        }

        void mustAnswer() {
            if (!missing.isEmpty()) {
                throw unrest(Kind.UNREACHABLE, entry, String.join(", ", missing));
            }
        }
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
                    throw unrest(
                            Kind.SLOTS_MOVED, master.server, "slots are migrating between nodes: " + node.moving());
                }
            }
        }
    }

    private static List<Node> nodes(Connection connection) {
        return connection.text("CLUSTER", "NODES").lines().map(Node::of).toList();
    }

    private static RedisFailure unrest(Kind kind, Server server, String what) {
        return new RedisFailure(kind, server, what + "; wait until the cluster is at rest, then try again");
    }

    /**
     * Whether it is as it was found. That slots have other masters is told even while a node does not answer: one that was promoted has
     * them, and the one before it may still take writes.
     *
     * @throws RedisFailure {@link Kind#SLOTS_MOVED} if it is not, {@link Kind#UNREACHABLE} if that cannot be told for now
     */
    public void mustBeUnchanged() {
        if (!cluster) {
            return;
        }
        try (var connection = Connection.to(masters.getFirst().server)) {
            var now = Found.by(connection);
            if (!now.side.masters.equals(masters)) {
                throw changed(now);
            }
            now.mustAnswer();
            if (!now.side.equals(this)) {
                throw changed(now);
            }
        }
        masters.forEach(RedisSide::mustBeAtRest);
    }

    private RedisFailure changed(Found now) {
        return new RedisFailure(
                Kind.SLOTS_MOVED,
                now.entry,
                "its cluster is %s and was %s when the migration began; resume it, and everything is copied anew"
                        .formatted(now.side, this));
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
