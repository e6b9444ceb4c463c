package io.movein.live.manager;

import io.movein.gateway.resp.CommandWords;
import io.movein.live.MigrationManager;
import io.movein.live.MigrationStatus;
import io.movein.live.Phase;
import io.movein.live.Readiness;
import io.movein.process.ConfigurationProblem;
import io.movein.store.redis.Backup;
import io.movein.store.redis.Comparison;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Masters;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisSide;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Server;
import io.movein.store.redis.Sum;
import java.nio.file.Files;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the commands do, over one {@link MigrationManager}. */
final class Migrations implements AutoCloseable {

    private static final int SAMPLE = 100;

    private final ManagerConfig config;
    private final Tenants tenants;
    private final MigrationManager manager;
    private final Rolling rolling;
    private final Map<String, ManagedMigration> running = new ConcurrentHashMap<>();

    Migrations(ManagerConfig config, Tenants tenants) {
        this.config = config;
        this.tenants = tenants;
        var most = config.tenancy().migration().maxConcurrent();
        this.manager = new MigrationManager(most);
        this.rolling = new Rolling(tenants, most, manager::underWay, this::start);
    }

    /** Goes on with what a manager before had begun. */
    void resume() throws InterruptedException {
        for (var name : tenants.names()) {
            var kept = Order.kept(tenants.file(name).get("order"));
            if (kept.isPresent()) {
                start(name, kept.get());
            }
        }
        rolling.nextLater();
    }

    /** @param id a tenant, or several with commas in between, or ALL that are not at the target yet, or what several are parts of */
    void begin(String id, CommandWords words) throws InterruptedException {
        var settings = config.tenancy().migration();
        if (!settings.enabled()) {
            throw new CommandFailure("DISABLED", "migrations are switched off (tenancy.migration.enabled)");
        }
        var order = Order.parse(words, settings);
        var names = names(id, order);
        for (var name : names) {
            tenants.of(name);
            if (isUnderWay(name)) {
                throw new CommandFailure("BADSTATE", "tenant '%s' has a migration under way".formatted(name));
            }
        }
        if (names.size() == 1) {
            start(names.getFirst(), order);
        } else {
            rolling.add(names, order);
        }
    }

    private List<String> names(String id, Order order) {
        if (!order.incremental()) {
            return id.equalsIgnoreCase("ALL") ? tenants.notAt(order.target()) : List.of(id.split(","));
        }
        var parts = tenants.partsOf(id);
        if (parts.isEmpty()) {
            throw new CommandFailure(
                    "NOTENANT", "no tenant is a part of '%s' (expected tenants with partOf: %s)".formatted(id, id));
        }
        return parts;
    }

    Rolling rolling() {
        return rolling;
    }

    private boolean isUnderWay(String name) {
        return manager.all().stream()
                .anyMatch(status ->
                        status.tenant().equals(name) && !status.phase().isFinal());
    }

    private synchronized void start(String name, Order order) throws InterruptedException {
        var before = running.get(name);
        if (before != null && !isUnderWay(name)) {
            // it may not have put its notes away yet
            before.join();
        }
        var file = tenants.file(name);
        var taken = file.get("order").filter(order.text()::equals).isPresent();
        var migration = tenants.migration(name, order);
        var readiness = new Readiness(migration, tenants.of(name).otherWriters());
        var problems = readiness.check(taken).stream().filter(this::counts).toList();
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    "NOTREADY",
                    problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("; ")));
        }
        if (!taken) {
            manager.mayBegin();
            file.over();
        }
        file.put("order", order.text());
        running.put(name, new ManagedMigration(manager, migration, order, file, readiness.keys(), rolling));
    }

    private boolean counts(ConfigurationProblem problem) {
        var asked = config.tenancy().migration().validateTarget();
        return (asked.capacity() || !problem.found().contains(" MiB are free "))
                && (asked.version() || !problem.found().startsWith("Redis "));
    }

    MigrationManager manager(String name) {
        running(name);
        return manager;
    }

    ManagedMigration running(String name) {
        tenants.of(name);
        var migration = running.get(name);
        if (migration == null) {
            throw new CommandFailure("BADSTATE", "tenant '%s' has no migration".formatted(name));
        }
        return migration;
    }

    Collection<MigrationStatus> all() {
        return manager.all();
    }

    Map<String, @Nullable Object> validate(String name, String target) throws InterruptedException {
        var order = new Order(
                target, Order.Mode.LIVE, 1, 1, config.tenancy().migration().syncTimeout());
        var readiness =
                new Readiness(tenants.migration(name, order), tenants.of(name).otherWriters());
        var problems = readiness.check(false);
        var capacity = readiness.capacity();
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("connectivity", readiness.connected());
        map.put("authentication", readiness.admitted());
        map.put("version_compatible", readiness.versionsFit());
        map.put("capacity", capacity.map(found -> found.problems().isEmpty()).orElse(null));
        map.put("bytes_needed", capacity.map(found -> found.bytes()).orElse(null));
        map.put("bytes_free", capacity.flatMap(found -> found.free()).orElse(null));
        map.put("keys", readiness.keys());
        map.put("network_latency_ms", readiness.roundTripMillis());
        map.put("estimated_duration", readiness.estimatedSeconds());
        map.put(
                "problems",
                problems.stream().map(ConfigurationProblem::toString).toList());
        return map;
    }

    Map<String, @Nullable Object> verify(String name) throws InterruptedException {
        var migration = running(name);
        if (manager.status(name).phase() == Phase.COMPLETED) {
            return verified(compareNow(name));
        }
        var next = migration.nextComparison();
        manager.verify(name);
        try {
            return verified(next.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CommandFailure failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /** After the move the source does not change any more, and the target does: only what nobody has written since is equal. */
    private Comparison.Result compareNow(String name) {
        var status = manager.status(name);
        var keys = tenants.keys(name);
        try (var source = Masters.open(side(tenants.server("source", status.source())), keys, 0);
                var target = Masters.open(side(tenants.server("target", status.target())), keys, 0)) {
            var at = System.currentTimeMillis();
            return new Comparison.Result(0, source.sum(at, SAMPLE), target.sum(at, SAMPLE));
        }
    }

    private static RedisSide side(Server server) {
        return RedisSide.at(server, List.of());
    }

    private static Map<String, @Nullable Object> verified(Comparison.Result result) {
        var there = result.target().sample().stream().collect(Collectors.toMap(Sum.Sampled::key, Sum.Sampled::content));
        var equal = result.source().sample().stream()
                .filter(key -> key.content().equals(there.get(key.key())))
                .count();
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("keys_source", result.source().alive());
        map.put("keys_target", result.target().alive());
        map.put("checksum_match", result.source().hex().equals(result.target().hex()));
        map.put(
                "sample_verified",
                "%d/%d".formatted(equal, result.source().sample().size()));
        map.put("status", result.same() ? "equal" : "different");
        return map;
    }

    Map<String, @Nullable Object> backup(String name, String backup) throws InterruptedException {
        var file = tenants.backup(name, backup);
        if (Files.exists(file)) {
            throw new CommandFailure("BADSTATE", "there is a backup '%s' of '%s' already".formatted(backup, name));
        }
        if (manager.all().stream()
                .anyMatch(status -> status.tenant().equals(name) && status.phase() == Phase.CLEANUP)) {
            throw new CommandFailure("BADSTATE", "the way back is open; TENANT.RESUME closes it");
        }
        return told(backup, Backup.write(side(tenants.at(name)), tenants.keys(name), file));
    }

    /** The tenant's writes are refused meanwhile; what it has written since the backup is gone. */
    synchronized Map<String, @Nullable Object> restore(String name, String backup) {
        var file = tenants.backup(name, backup);
        if (!Files.exists(file)) {
            throw new CommandFailure("NOBACKUP", "no backup '%s' of '%s'".formatted(backup, name));
        }
        if (isUnderWay(name)) {
            throw new CommandFailure(
                    "BADSTATE", "tenant '%s' has a migration under way; cancel it first".formatted(name));
        }
        Backup.read(file);
        try (var fence = tenants.fence(name)) {
            var rules = fence.rules();
            fence.shut();
            try {
                fence.closeWaiting();
                return told(backup, Backup.restore(side(tenants.at(name)), tenants.keys(name), file));
            } finally {
                fence.open(rules);
            }
        }
    }

    private static Map<String, @Nullable Object> told(String backup, Backup.Contents contents) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("backup", backup);
        map.put("keys", contents.keys());
        map.put("bytes", contents.bytes());
        map.put("sha256", contents.sha256());
        return map;
    }

    void throttle(String name, long opsPerSecond) {
        tenants.of(name);
        var gateways = tenants.gateways();
        if (gateways.isEmpty()) {
            throw new CommandFailure("NOTSUPPORTED", "no gateway is configured (expected some in gateways)");
        }
        for (var gateway : gateways) {
            try (var connection = Connection.to(gateway)) {
                var reply = connection
                        .send(List.of(RedisCommand.of("GATEWAY", "THROTTLE", name, opsPerSecond)))
                        .getFirst();
                if (reply instanceof Reply.Refused(var message)) {
                    throw new CommandFailure("GATEWAY", message);
                }
            }
        }
    }

    @Override
    public void close() {
        rolling.close();
        running.values().forEach(ManagedMigration::stop);
        running.values().forEach(ManagedMigration::join);
        manager.close();
    }
}
