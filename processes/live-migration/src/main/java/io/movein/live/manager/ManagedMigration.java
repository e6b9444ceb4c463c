package io.movein.live.manager;

import io.movein.live.MigrationConfig;
import io.movein.live.MigrationListener;
import io.movein.live.MigrationManager;
import io.movein.live.Pacing;
import io.movein.live.Phase;
import io.movein.live.TenantMigration;
import io.movein.process.Stop;
import io.movein.store.redis.Comparison;
import io.movein.store.redis.RedisFailure;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A migration of the manager, in a thread of its own from its beginning to its end. */
final class ManagedMigration implements Pacing, MigrationListener {

    private static final Logger LOG = LoggerFactory.getLogger(ManagedMigration.class);

    private final String tenant;
    private final String target;
    private final TenantFile file;
    private final Rolling rolling;
    private final Stop stop = new Stop();
    private final Thread thread;
    private volatile int parallel;
    private volatile CompletableFuture<Comparison.Result> compared = new CompletableFuture<>();
    private volatile Optional<Comparison.Result> last = Optional.empty();

    /** @throws IllegalArgumentException if there is one already, or there are too many */
    ManagedMigration(
            MigrationManager manager,
            MigrationConfig config,
            Order order,
            TenantFile file,
            long keys,
            Rolling rolling) {
        this.tenant = config.name();
        this.target = order.target();
        this.file = file;
        this.rolling = rolling;
        this.parallel = order.parallel();
        var migration = manager.migrate(config, file, this, this);
        migration.keysTotal(keys);
        thread = Thread.ofPlatform().name("migration-" + tenant).start(() -> run(migration));
    }

    private void run(TenantMigration migration) {
        try (migration) {
            migration.run(stop);
        } catch (RedisFailure | IllegalStateException failure) {
            LOG.error("tenant '{}': {}", tenant, failure.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var phase = migration.status().phase();
        if (phase == Phase.COMPLETED) {
            file.moved(target);
        } else if (phase == Phase.CANCELLED) {
            file.over();
        }
        if (phase == Phase.COMPLETED) {
            rolling.nextLater();
        } else if (phase.isFinal()) {
            rolling.stop("tenant '%s' ended as %s".formatted(tenant, phase));
        }
        compared.completeExceptionally(new CommandFailure("BADSTATE", "the migration ended as " + phase));
    }

    /** The next comparison's result, once the migration was asked for one. */
    CompletableFuture<Comparison.Result> nextComparison() {
        compared = new CompletableFuture<>();
        return compared;
    }

    Optional<Comparison.Result> lastComparison() {
        return last;
    }

    void parallel(int batches) {
        parallel = batches;
    }

    /** Ends at a safe point; the manager that starts next goes on. */
    void stop() {
        stop.request();
    }

    void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int parallel() {
        return parallel;
    }

    @Override
    public void take(long bytes) {
        // as fast as it goes
    }

    @Override
    public void phase(Phase phase) {
        LOG.info("tenant '{}': {}", tenant, phase);
        if (phase == Phase.CLEANUP) {
            rolling.nextLater();
        }
    }

    @Override
    public void told(String line) {
        LOG.info("tenant '{}': {}", tenant, line);
    }

    @Override
    public void compared(Comparison.Result result) {
        last = Optional.of(result);
        compared.complete(result);
    }

    @Override
    public void refused(String key, String why) {
        LOG.warn("tenant '{}': key '{}' was refused: {}", tenant, key, why);
    }

    @Override
    public void moved(MigrationListener.Moved moved) {
        LOG.info(
                "tenant '{}': writes were held for {} ms", tenant, moved.pause().toNanos() / 1e6);
    }
}
