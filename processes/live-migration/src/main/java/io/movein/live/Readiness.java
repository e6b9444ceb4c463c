package io.movein.live;

import io.movein.process.ConfigurationProblem;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Fence;
import io.movein.store.redis.Link;
import io.movein.store.redis.Masters;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.RedisSide;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Server;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for everything that would fail. Writes nothing anywhere. */
public final class Readiness {

    private static final int KEYS_PER_SECOND = 100_000;

    private final MigrationConfig config;
    private final List<String> otherWriters;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private final Set<RedisFailure.Kind> failures = EnumSet.noneOf(RedisFailure.Kind.class);
    private boolean versionsFit;
    private long keys;
    private double roundTripMillis;
    private Optional<TargetCapacity> capacity = Optional.empty();

    public Readiness(MigrationConfig config, List<String> otherWriters) {
        this.config = config;
        this.otherWriters = otherWriters;
    }

    /** @param taken whether an earlier run of the same migration has begun, so that the target may have keys of the tenant */
    public List<ConfigurationProblem> check(boolean taken) throws InterruptedException {
        try (var source = connect("source", config.source());
                var target = connect("target", config.target())) {
            if (source != null && target != null) {
                versions(source, target);
                versionsFit = problems.isEmpty();
                var from = side(
                        "source",
                        source,
                        config.sourceReplicas(),
                        config.tenant().database());
                var to = side("target", target, config.targetReplicas(), config.targetDatabase());
                roundTrip(source);
                if (from.isEmpty() || to.isEmpty()) {
                    return problems;
                }
                throughGateways(from.get(), to.get());
                functions(source, to.get());
                users(from.get(), to.get(), taken);
                gateways(taken);
                if (!taken) {
                    Naming.problem(config)
                            .ifPresent(problem -> problems.add(ConfigurationProblem.of(
                                    "dns", problem, "a name that can be pointed at the target")));
                }
                if (problems.isEmpty()) {
                    contents(from.get(), to.get(), taken);
                }
            }
        } catch (RedisFailure failure) {
            failures.add(failure.kind());
            problems.add(ConfigurationProblem.of(
                    failure.server().name(), String.valueOf(failure.getMessage()), "a server that answers"));
        }
        return problems;
    }

    /** Of the tenant, at the source. */
    public long keys() {
        return keys;
    }

    /** None where something else would fail. */
    public Optional<TargetCapacity> capacity() {
        return capacity;
    }

    public double roundTripMillis() {
        return roundTripMillis;
    }

    /** Whether both sides answer. */
    public boolean connected() {
        return !failed(RedisFailure.Kind.UNREACHABLE);
    }

    /** Whether both sides let us in. */
    public boolean admitted() {
        return connected() && !failed(RedisFailure.Kind.CREDENTIALS);
    }

    /** Whether the target takes the source's values. */
    public boolean versionsFit() {
        return versionsFit;
    }

    /** Of the copy, by what was measured on two cores; nothing was copied. */
    public long estimatedSeconds() {
        return Math.max(1, keys / KEYS_PER_SECOND);
    }

    private boolean failed(RedisFailure.Kind kind) {
        return failures.contains(kind);
    }

    private @Nullable Connection connect(String name, Server server) {
        try {
            return Connection.to(server);
        } catch (RedisFailure failure) {
            failures.add(failure.kind());
            problems.add(ConfigurationProblem.of(
                    name,
                    String.valueOf(failure.getMessage()),
                    failure.is(RedisFailure.Kind.CREDENTIALS)
                            ? "a user and password that it accepts"
                            : "a server that can be reached"));
            return null;
        }
    }

    private void versions(Connection source, Connection target) {
        var from = ServerVersion.of(source);
        var to = ServerVersion.of(target);
        if (!from.isNewEnough()) {
            problems.add(ConfigurationProblem.of(
                    "source", from.toString(), "Redis 7.0 or later, whose stream gives each expiration as a time"));
        }
        if (!to.takesValuesOf(from)) {
            problems.add(ConfigurationProblem.of(
                    "target",
                    to.toString(),
                    "at least the source's %s: an older one does not accept its values, nor does Redis accept those of Valkey 9"
                            .formatted(from)));
        } else if (!config.wayBack().isZero() && !from.takesValuesOf(to)) {
            problems.add(ConfigurationProblem.of(
                    "wayBack",
                    "the target is " + to,
                    "the source's %s, which does not accept the values of a newer one; or no way back"
                            .formatted(from)));
        }
    }

    /** @return none where what is to be found out next would fail */
    private Optional<RedisSide> side(String name, Connection side, List<Server> replicas, int database) {
        try {
            var found = RedisSide.at(side.server(), replicas);
            if (found.cluster()) {
                cluster(name, replicas, database);
            } else {
                server(name, side, replicas);
            }
            return Optional.of(found);
        } catch (RedisFailure failure) {
            failures.add(failure.kind());
            problems.add(ConfigurationProblem.of(
                    name,
                    String.valueOf(failure.getMessage()),
                    "a cluster whose nodes all answer, with no slot migrating"));
            return Optional.empty();
        }
    }

    private void cluster(String name, List<Server> replicas, int database) {
        if (database != 0) {
            problems.add(ConfigurationProblem.of(
                    name + ".database", Integer.toString(database), "0, the only one that a cluster has"));
        }
        if (!replicas.isEmpty()) {
            problems.add(ConfigurationProblem.of(
                    name + ".replicas",
                    "%d are named for a cluster".formatted(replicas.size()),
                    "none: a cluster lists its nodes itself"));
        }
    }

    private void throughGateways(RedisSide from, RedisSide to) {
        if ((from.cluster() || to.cluster()) && !config.gateways().isEmpty()) {
            problems.add(ConfigurationProblem.of(
                    "gateways",
                    "one between clients and a cluster",
                    "none: it knows one server on either side; let the clients connect to the cluster"));
        }
    }

    private void server(String name, Connection side, List<Server> replicas) {
        if (!side.info("replication", "role").equals("master")) {
            problems.add(ConfigurationProblem.of(name, "a replica", "the master"));
        }
        // links of migrations are none
        var connected = side.text("CLIENT", "LIST", "TYPE", "replica")
                .lines()
                .filter(client -> !client.contains(" name=" + Link.NAME + " "))
                .count();
        if (connected != replicas.size()) {
            problems.add(ConfigurationProblem.of(
                    name + ".replicas",
                    "%d replicas are connected and %d are named".formatted(connected, replicas.size()),
                    "all of them: a replica that is promoted has to refuse the tenant's writes too"));
        }
    }

    private void functions(Connection source, RedisSide target) {
        var needed = libraries(source);
        try (var masters = Masters.open(target, config.tenant(), config.targetDatabase())) {
            masters.forEach(master -> {
                var there = new HashSet<>(libraries(master));
                needed.stream()
                        .filter(library -> !there.contains(library))
                        .forEach(library -> problems.add(ConfigurationProblem.of(
                                "target",
                                "the source's function library '%s' is not there".formatted(library),
                                "the same library; load it first")));
            });
        }
    }

    private static List<String> libraries(Connection side) {
        return side.list("FUNCTION", "LIST").stream()
                .map(library -> Reply.text(Reply.list(library).get(1)))
                .toList();
    }

    private void users(RedisSide from, RedisSide to, boolean taken) {
        try (var source = config.fence(from);
                var target = config.fence(to)) {
            for (var user : config.users()) {
                if (source.hasSelectors(user) || target.hasSelectors(user)) {
                    problems.add(ConfigurationProblem.of(
                            "tenant.users",
                            "'%s' has selectors, which may allow what is revoked".formatted(user),
                            "a user without selectors"));
                }
            }
            if (!taken && source.isShut()) {
                problems.add(ConfigurationProblem.of(
                        "tenant.users",
                        "%s may not write at the source".formatted(config.users()),
                        "users that may; if an earlier run refused them writes, resume that one"));
            }
            others("source", source);
            others("target", target);
            saved("source", source);
            saved("target", target);
        }
    }

    private void gateways(boolean taken) {
        try (var gateways = new Gateways(config)) {
            gateways.problems(taken)
                    .forEach(problem -> problems.add(ConfigurationProblem.of(
                            "gateways", problem, "a gateway that has the tenant by the same name, at the source")));
        }
    }

    private void others(String side, Fence fence) {
        for (var user : fence.otherWriters()) {
            if (!otherWriters.contains(user)) {
                problems.add(ConfigurationProblem.of(
                        side,
                        "user '%s' may write to the tenant's keys and is not blocked at the cutover".formatted(user),
                        "it in tenant.users, or in tenant.otherWriters if it certainly does not"));
            }
        }
    }

    private void saved(String side, Fence fence) {
        if (!fence.whyNotSaved().isEmpty()) {
            problems.add(ConfigurationProblem.of(
                    side,
                    fence.whyNotSaved() + ": after a restart it would accept the tenant's writes again",
                    "aclfile, or a configuration file"));
        }
    }

    private void contents(RedisSide from, RedisSide to, boolean taken) throws InterruptedException {
        try (var source = Masters.open(from, config.tenant(), config.tenant().database());
                var target = Masters.open(to, config.tenant(), config.targetDatabase())) {
            var found = TargetCapacity.of(source, target);
            keys = found.keys();
            capacity = Optional.of(found);
            if (!taken) {
                problems.addAll(found.problems());
                empty(target.count());
            }
        }
    }

    private void empty(long there) {
        if (there > 0) {
            problems.add(ConfigurationProblem.of(
                    "target",
                    "%d keys that begin with '%s'"
                            .formatted(there, config.tenant().prefix()),
                    "none: they would be mistaken for copies; remove them first, or resume the migration that"
                            + " they belong to"));
        }
    }

    private void roundTrip(Connection source) {
        source.call("PING");
        var begun = System.nanoTime();
        source.call("PING");
        roundTripMillis = (System.nanoTime() - begun) / 1e6;
    }
}
