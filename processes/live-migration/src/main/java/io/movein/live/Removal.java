package io.movein.live;

import io.movein.live.configuration.LivePlan;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Fence;
import io.movein.store.redis.Key;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.Scan;
import io.movein.store.redis.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The operation {@code cleanup}: the keys that a tenant left at the source are removed, at a bounded rate, if the source refuses the
 * tenant's writes on every node and the target takes them.
 */
final class Removal {

    private final ProcessRun<LivePlan> run;
    private final MigrationConfig config;

    Removal(ProcessRun<LivePlan> run, MigrationConfig config) {
        this.run = run;
        this.config = config;
    }

    String remove() {
        lookAtTheFences();
        try (var source = Connection.to(config.source());
                var target = Connection.to(config.target())) {
            source.call("SELECT", config.tenant().database());
            target.call("SELECT", config.targetDatabase());
            var there = count(source, config.tenant());
            if (there > 0 && count(target, config.tenant()) == 0) {
                throw new MigrationFailure(
                        ExitCode.REFUSED,
                        "the source has %d keys of the tenant and the target none; nothing was removed"
                                .formatted(there));
            }
            if (run.dryRun()) {
                return "%d keys would be removed from the source".formatted(there);
            }
            run.progress().phase("cleanup", "keys", OptionalLong.of(there));
            var removed = removeAll(source);
            run.checks()
                    .replace(CheckOutcome.exact(
                            "keys removed", "source, tenant '%s'".formatted(config.name()), there, removed));
            return "%d keys of tenant '%s' removed from the source".formatted(removed, config.name());
        }
    }

    private void lookAtTheFences() {
        try (var source = fence(config.source(), config.sourceReplicas());
                var target = fence(config.target(), config.targetReplicas())) {
            if (!source.isShut() || target.isShut()) {
                throw new MigrationFailure(
                        ExitCode.REFUSED,
                        "the source %s the tenant's writes and the target %s them (expected the target alone); nothing was removed"
                                .formatted(
                                        source.isShut() ? "refuses" : "takes", target.isShut() ? "refuses" : "takes"));
            }
        }
    }

    private Fence fence(Server master, List<Server> replicas) {
        var all = new ArrayList<>(List.of(master));
        all.addAll(replicas);
        return Fence.of(all, config.users(), config.tenant());
    }

    private static long count(Connection side, KeySpace tenant) {
        var count = new long[1];
        new Scan(side, tenant).forEach(keys -> count[0] += keys.size());
        return count[0];
    }

    private long removeAll(Connection source) {
        var removed = new AtomicLong();
        var perSecond = run.configuration().cleanup().keysPerSecond();
        new Scan(source, config.tenant()).forEach(keys -> {
            if (run.stop().requested()) {
                throw new MigrationFailure(
                        ExitCode.STOPPED,
                        "stopped after %d keys; another run removes the others".formatted(removed.get()));
            }
            removed.addAndGet((Long) Objects.requireNonNull(
                    source.call(Stream.concat(Stream.of("UNLINK"), keys.stream().map(Key::bytes))
                            .toArray())));
            run.progress().add(keys.size());
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) * keys.size() / perSecond);
        });
        return removed.get();
    }
}
