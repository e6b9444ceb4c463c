package io.movein.store.redis;

import io.movein.store.redis.RedisFailure.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps the tenant's users from writing, and nobody else: takes {@code @write} from them on every node of a side, so that a replica
 * that is promoted has it too, and saves it, so that a restart keeps it. Reading goes on.
 */
public final class Fence implements AutoCloseable {

    private static final RedisCommand LIST = RedisCommand.of("CLIENT", "LIST");

    /** A command that writes to one key. */
    private static final String PROBE = "movein-probe";

    private final List<Connection> nodes;
    private final List<String> users;
    private final KeySpace tenant;
    private final boolean alone;

    /** How each node saves: it is asked once, and not within a pause. */
    private final Map<Connection, Object[]> savings = new ConcurrentHashMap<>();

    private Fence(List<Connection> nodes, List<String> users, KeySpace tenant, boolean alone) {
        this.nodes = nodes;
        this.users = users;
        this.tenant = tenant;
        this.alone = alone;
    }

    /**
     * Looks at a fence, or changes one that nobody else does.
     *
     * @param nodes of one side, the master first, then its replicas
     */
    public static Fence of(List<Server> nodes, List<String> users, KeySpace tenant) {
        return open(nodes, users, tenant, Connection::to, false);
    }

    /**
     * The fence of a migration, of which one process at a time has charge: what another had sent, or this one by a connection that broke,
     * and what has not arrived, is never carried out.
     *
     * @param migration in a word, the same in each of its processes; no other has it
     */
    public static Fence alone(String migration, List<Server> nodes, List<String> users, KeySpace tenant) {
        var name = tenant.connectionName("fence:" + migration);
        return open(nodes, users, tenant, node -> Connection.named(name, node), true);
    }

    private static Fence open(
            List<Server> nodes,
            List<String> users,
            KeySpace tenant,
            Function<Server, Connection> connect,
            boolean alone) {
        var connections = new ArrayList<Connection>();
        try {
            nodes.forEach(node -> connections.add(connect.apply(node)));
            if (alone) {
                connections.forEach(Connection::endOthers);
            }
            return new Fence(connections, users, tenant, alone);
        } catch (RuntimeException e) {
            connections.forEach(Connection::close);
            throw e;
        }
    }

    /** Connects anew where a connection broke meanwhile. */
    public void refresh() {
        for (var i = 0; i < nodes.size(); i++) {
            var node = nodes.get(i);
            try {
                node.call("PING");
            } catch (RedisFailure broken) {
                nodes.set(i, node.again());
                if (alone) {
                    nodes.get(i).endOthers();
                }
            }
            savings.computeIfAbsent(nodes.get(i), Fence::saving);
        }
    }

    /** What each user may do now, so that {@link #open} can give it back: by user, as ACL GETUSER tells it. */
    public Map<String, String> rules() {
        var rules = new HashMap<String, String>();
        users.forEach(user ->
                rules.put(user, Reply.text(account(nodes.getFirst(), user).get("commands"))));
        return rules;
    }

    /** Whether a user has selectors, which may allow what is taken from the user itself. */
    public boolean hasSelectors(String user) {
        return !Reply.list(account(nodes.getFirst(), user).get("selectors")).isEmpty();
    }

    private Map<String, Object> account(Connection node, String user) {
        var fields = node.list("ACL", "GETUSER", user);
        if (fields.isEmpty()) {
            throw new RedisFailure(Kind.UNEXPECTED, node.server(), "there is no user '%s'".formatted(user));
        }
        var account = new HashMap<String, Object>();
        for (var i = 0; i + 1 < fields.size(); i += 2) {
            account.put(Reply.text(fields.get(i)), fields.get(i + 1));
        }
        return account;
    }

    /** Takes the right on all nodes at once; when this returns no node takes a write of the users any more. */
    public void shut() {
        everywhere(shutting());
    }

    private List<RedisCommand> shutting() {
        return users.stream()
                .map(user -> RedisCommand.of("ACL", "SETUSER", user, "-@write"))
                .toList();
    }

    /**
     * {@link #shut}, and {@link #closeWaiting} of who waits then, in one round trip where nobody does.
     *
     * @return how many waited
     */
    public int shutAndCloseWaiting() {
        var writes = new ArrayList<>(shutting());
        writes.add(LIST);
        var replies = everywhere(writes);
        var count = 0;
        for (var i = 0; i < nodes.size(); i++) {
            if (replies.get(i).getLast() instanceof Reply.Value(var list)) {
                count += end(nodes.get(i), Reply.text(list), Fence::endingOfWaiting);
            }
        }
        return count;
    }

    /** Gives back what {@link #rules} told. */
    public void open(Map<String, String> rules) {
        everywhere(users.stream()
                .map(user -> {
                    var words = new ArrayList<Object>(List.of("ACL", "SETUSER", user, "-@all"));
                    words.addAll(
                            Arrays.asList(rules.getOrDefault(user, "").strip().split("\\s+")));
                    return RedisCommand.of(words.toArray());
                })
                .toList());
    }

    /** Whether no user may write on any node. */
    public boolean isShut() {
        return nodes.stream().noneMatch(node -> users.stream().anyMatch(user -> mayWrite(node, user)));
    }

    /** Whether the user may write to the tenant's keys, as the node itself says. */
    private boolean mayWrite(Connection node, String user) {
        return switch (node.send(List.of(RedisCommand.of("ACL", "DRYRUN", user, "SET", tenant.prefix() + PROBE, "")))
                .getFirst()) {
            case Reply.Value value -> Reply.text(value.value()).equals("OK");
            case Reply.Refused refused -> throw node.refused(refused.message());
        };
    }

    /** Every user of the side that may write to the tenant's keys, but for those who are fenced. */
    public List<String> otherWriters() {
        var node = nodes.getFirst();
        var self = node.text("ACL", "WHOAMI");
        return node.list("ACL", "USERS").stream()
                .map(Reply::text)
                .filter(user -> !users.contains(user) && !user.equals(self))
                .filter(user -> enabled(node, user) && mayWrite(node, user))
                .toList();
    }

    private boolean enabled(Connection node, String user) {
        return Reply.list(account(node, user).get("flags")).stream()
                .map(Reply::text)
                .anyMatch("on"::equals);
    }

    /**
     * No client of the users waits within the server any more: those that are blocked are answered {@code UNBLOCKED}, so that nothing that
     * they got before is lost on its way, and connections with commands queued behind MULTI are closed.
     *
     * @return how many
     */
    public int closeWaiting() {
        return endClients(Fence::endingOfWaiting);
    }

    private static Optional<RedisCommand> endingOfWaiting(String flags, String id) {
        return flags.contains("b")
                ? Optional.of(RedisCommand.of("CLIENT", "UNBLOCK", id, "ERROR"))
                : flags.contains("x") ? Optional.of(kill(id)) : Optional.empty();
    }

    /**
     * One of the users' clients.
     *
     * @param library by its own word; empty where it or the server does not say
     */
    public record Client(String host, String name, String library) {

        private static Client of(Map<String, String> fields) {
            var address = fields.getOrDefault("addr", "");
            return new Client(
                    address.substring(0, Math.max(0, address.lastIndexOf(':'))),
                    fields.getOrDefault("name", ""),
                    (fields.getOrDefault("lib-name", "") + " " + fields.getOrDefault("lib-ver", "")).strip());
        }

        /** In words. */
        @Override
        public String toString() {
            return host
                    + (name.isEmpty() ? " without a name" : " '%s'".formatted(name))
                    + (library.isEmpty() ? "" : " (%s)".formatted(library));
        }
    }

    /** The users' connections, each by its client. */
    public List<Client> clients() {
        return nodes.stream()
                .flatMap(node -> node.text("CLIENT", "LIST").lines())
                .map(Fence::fields)
                .filter(fields -> users.contains(fields.getOrDefault("user", "")))
                .map(Client::of)
                .toList();
    }

    /** Closes all connections of the users, so that their clients connect again wherever they belong now. */
    public int closeAll() {
        return endClients((_, id) -> Optional.of(kill(id)));
    }

    private static RedisCommand kill(String id) {
        return RedisCommand.of("CLIENT", "KILL", "ID", id);
    }

    /** Of a client with these flags; none for one that stays. */
    private interface Ending {
        Optional<RedisCommand> of(String flags, String id);
    }

    private int endClients(Ending ending) {
        return nodes.stream()
                .mapToInt(node -> end(node, node.text("CLIENT", "LIST"), ending))
                .sum();
    }

    private int end(Connection node, String list, Ending ending) {
        var endings = list.lines()
                .map(Fence::fields)
                .filter(client -> users.contains(client.getOrDefault("user", "")))
                .flatMap(client -> ending.of(client.getOrDefault("flags", ""), client.getOrDefault("id", "0")).stream())
                .toList();
        if (!endings.isEmpty()) {
            node.send(endings);
        }
        return endings.size();
    }

    private static Map<String, String> fields(String line) {
        return Arrays.stream(line.split(" "))
                .filter(field -> field.contains("="))
                .collect(Collectors.toMap(
                        field -> field.substring(0, field.indexOf('=')),
                        field -> field.substring(field.indexOf('=') + 1),
                        (first, _) -> first));
    }

    /** Why what is changed here would not outlast a restart of the node; empty if it would. */
    public String whyNotSaved() {
        for (var node : nodes) {
            if (aclFile(node).isEmpty() && node.info("server", "config_file").isEmpty()) {
                return node.server() + " has neither an ACL file nor a configuration file";
            }
        }
        return "";
    }

    /** What was changed outlasts a restart. */
    public void save() {
        for (var node : nodes) {
            node.call(savings.computeIfAbsent(node, Fence::saving));
        }
    }

    private static Object[] saving(Connection node) {
        return aclFile(node).isEmpty() ? new Object[] {"CONFIG", "REWRITE"} : new Object[] {"ACL", "SAVE"};
    }

    private static String aclFile(Connection node) {
        var found = node.list("CONFIG", "GET", "aclfile");
        return found.size() < 2 ? "" : Reply.text(found.get(1));
    }

    private List<List<Reply>> everywhere(List<RedisCommand> writes) {
        var sent = nodes.stream().map(node -> node.begin(writes)).toList();
        var all = new ArrayList<List<Reply>>();
        for (var i = 0; i < sent.size(); i++) {
            var replies = sent.get(i).replies();
            for (var reply : replies) {
                if (reply instanceof Reply.Refused(var message)) {
                    throw nodes.get(i).refused(message);
                }
            }
            all.add(replies);
        }
        return all;
    }

    @Override
    public void close() {
        nodes.forEach(Connection::close);
    }
}
