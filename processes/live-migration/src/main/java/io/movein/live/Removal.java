package io.movein.live;

import io.movein.live.configuration.LivePlan;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.store.redis.Copies;
import io.movein.store.redis.Masters;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

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
        checkTheFences();
        try (var source = config.sourceMasters();
                var target = config.targetMasters()) {
            var there = source.count();
            if (there > 0 && target.count() == 0) {
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

    private void checkTheFences() {
        try (var source = config.fence(config.sourceSide());
                var target = config.fence(config.targetSide())) {
            if (!source.isShut() || target.isShut()) {
                throw new MigrationFailure(
                        ExitCode.REFUSED,
                        "the source %s the tenant's writes and the target %s them (expected the target alone); nothing was removed"
                                .formatted(
                                        source.isShut() ? "refuses" : "takes", target.isShut() ? "refuses" : "takes"));
            }
        }
    }

    private long removeAll(Masters source) {
        var removed = new AtomicLong();
        var perSecond = run.configuration().cleanup().keysPerSecond();
        source.scan((master, keys) -> {
            if (run.stop().requested()) {
                throw new MigrationFailure(
                        ExitCode.STOPPED,
                        "stopped after %d keys; another run removes the others".formatted(removed.get()));
            }
            removed.addAndGet(Copies.remove(master, keys));
            run.progress().add(keys.size());
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) * keys.size() / perSecond);
        });
        return removed.get();
    }
}
