package io.movein.live;

import io.movein.live.configuration.LivePlan;
import io.movein.live.configuration.LivePlan.Operation;
import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.SecretReference;
import io.movein.process.cli.ProcessCommand;
import io.movein.process.configuration.ConfigurationFormat;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.control.CommandKind;
import io.movein.process.control.CutoverOrder;
import io.movein.process.pace.Turn;
import io.movein.process.report.CheckOutcome;
import io.movein.process.report.ReplicationLag;
import io.movein.process.run.MigrationProcess;
import io.movein.process.run.ProcessRun;
import io.movein.store.redis.Connection;
import io.movein.store.redis.Copies;
import io.movein.store.redis.RedisFailure;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Moves a Redis tenant to another server while it is in use. */
public final class LiveMigration implements MigrationProcess<LivePlan> {

    /** What security and operations are told if a live run fails. */
    static final String ALARM = "liveMigrationFailed";

    private static final String BEGUN = "begun";

    public static void main(String[] arguments) {
        ProcessCommand.main(new LiveMigration(), arguments);
    }

    @Override
    public List<ConfigurationProblem> validate(ProcessRun<LivePlan> run) throws InterruptedException {
        var problems = run.configuration().problems();
        return problems.isEmpty() && run.configuration().operation() == Operation.MIGRATE
                ? readiness(run).look(wasBegun(run))
                : problems;
    }

    private static Readiness readiness(ProcessRun<LivePlan> run) {
        return new Readiness(config(run), run.configuration().tenant().otherWriters());
    }

    private static MigrationConfig config(ProcessRun<LivePlan> run) {
        return Configs.of(run.configuration(), run.secrets(), run.scratch());
    }

    private static boolean wasBegun(ProcessRun<LivePlan> run) {
        return run.journal().facts().get(BEGUN).isPresent();
    }

    @Override
    public String run(ProcessRun<LivePlan> run) throws InterruptedException {
        try {
            if (run.configuration().operation() == Operation.CLEANUP) {
                return new Removal(run, config(run)).remove();
            }
            return run.dryRun() ? estimate(run) : migrate(run);
        } catch (RedisFailure failure) {
            throw failed(run, failure);
        } catch (MigrationFailure failure) {
            alarm(run, failure);
            throw failure;
        }
    }

    private static MigrationFailure failed(ProcessRun<LivePlan> run, RedisFailure failure) {
        var failed = new MigrationFailure(exitCode(run, failure), String.valueOf(failure.getMessage()), failure);
        alarm(run, failed);
        return failed;
    }

    private static void alarm(ProcessRun<LivePlan> run, MigrationFailure failure) {
        if (!run.dryRun() && failure.exitCode() != ExitCode.STOPPED) {
            run.progress().alarm(ALARM, run.secrets().redact(String.valueOf(failure.getMessage())));
        }
    }

    private static ExitCode exitCode(ProcessRun<LivePlan> run, RedisFailure failure) {
        if (run.checks().anyMismatch()) {
            return ExitCode.MISMATCH;
        }
        return switch (failure.kind()) {
            case NOT_UNDERSTOOD, FENCED -> ExitCode.REFUSED;
            case STOPPED -> ExitCode.STOPPED;
            default -> failure.server().name().equals("source") ? ExitCode.SOURCE : ExitCode.DESTINATION;
        };
    }

    private String estimate(ProcessRun<LivePlan> run) throws InterruptedException {
        var readiness = readiness(run);
        readiness.look(false);
        var keys = readiness.keys();
        run.progress().phase("count", "keys", OptionalLong.of(keys));
        run.progress().add(keys);
        return "%d keys of tenant '%s' would be copied in about %d s; %s; a round trip to the source takes %.1f ms; nothing was written"
                .formatted(
                        keys,
                        run.configuration().tenant().name(),
                        readiness.estimatedSeconds(),
                        readiness.capacity().map(TargetCapacity::words).orElse(""),
                        readiness.roundTripMillis());
    }

    private String migrate(ProcessRun<LivePlan> run) throws InterruptedException {
        var config = config(run);
        var readiness = readiness(run);
        readiness.look(wasBegun(run));
        run.journal().facts().put(BEGUN, "yes");
        var telling = new Telling(run);
        try (var manager = new MigrationManager(1);
                var _ = MigrationMetrics.serveIf(run.configuration().metrics().port(), manager::all);
                var turn = run.pace().begin().orElseThrow(InterruptedException::new)) {
            var migration = manager.migrate(config, notes(run), pacing(run, turn), telling);
            migration.keysTotal(readiness.keys());
            accept(run, manager, config.name());
            var ended = new CountDownLatch(1);
            var reporter = Thread.ofVirtual().start(() -> report(run, migration, ended));
            try {
                migration.run(run.stop());
            } finally {
                ended.countDown();
                reporter.join();
                refuse(run);
            }
            return summary(migration.status());
        }
    }

    private static String summary(MigrationStatus status) {
        return switch (status.phase()) {
            case COMPLETED ->
                "tenant '%s' is at %s; %d keys were copied%s; the source refuses its writes and still has its keys"
                        .formatted(
                                status.tenant(),
                                status.target(),
                                status.keysSynced(),
                                status.downtimeMillis().isPresent()
                                        ? ", writes were held for %.1f ms"
                                                .formatted(
                                                        status.downtimeMillis().getAsDouble())
                                        : "");
            case CANCELLED ->
                throw new MigrationFailure(ExitCode.STOPPED, "rolled back: the source has the tenant's writes");
            default ->
                "stopped at a safe point in phase %s; a run that resumes goes on from there".formatted(status.phase());
        };
    }

    private static Notes notes(ProcessRun<LivePlan> run) {
        var facts = run.journal().facts();
        return new Notes() {
            @Override
            public void put(String name, String value) {
                facts.put(name, value);
            }

            @Override
            public Optional<String> get(String name) {
                return facts.get(name);
            }
        };
    }

    private static Pacing pacing(ProcessRun<LivePlan> run, Turn turn) {
        return new Pacing() {
            @Override
            public int parallel() {
                return run.pace().now().workers();
            }

            @Override
            public void take(long bytes) throws InterruptedException {
                turn.bytes(bytes);
            }
        };
    }

    private static void accept(ProcessRun<LivePlan> run, MigrationManager manager, String tenant) {
        var control = run.control();
        control.accept(CommandKind.PAUSE, _ -> {
            manager.pause(tenant);
            return "paused; the link is kept, what comes is spooled up to "
                    + run.configuration().sync().spool();
        });
        control.accept(CommandKind.CONTINUE, _ -> {
            manager.resume(tenant);
            return "continued";
        });
        control.accept(CommandKind.VERIFY, _ -> {
            manager.verify(tenant);
            return "comparing; the checks will say";
        });
        control.accept(CommandKind.CUTOVER, command -> {
            var order = CutoverOrder.parse(command.value());
            manager.cutover(tenant, order);
            return order.at().map(at -> "cutover at " + at).orElse("cutover begun");
        });
        control.accept(CommandKind.ROLLBACK, _ -> {
            var moved = manager.status(tenant).phase() == Phase.CLEANUP;
            manager.cancel(tenant);
            return moved
                    ? "going back with everything that was written at the target"
                    : "rolling back: what was copied is being removed";
        });
    }

    private static void refuse(ProcessRun<LivePlan> run) {
        List.of(CommandKind.VERIFY, CommandKind.CUTOVER, CommandKind.ROLLBACK, CommandKind.PAUSE, CommandKind.CONTINUE)
                .forEach(run.control()::refuse);
    }

    private static void report(ProcessRun<LivePlan> run, TenantMigration migration, CountDownLatch ended) {
        var phase = Phase.VALIDATING;
        try {
            do {
                var status = migration.status();
                if (status.phase() != phase) {
                    phase = status.phase();
                    run.progress()
                            .phase(
                                    phase.toString(),
                                    "keys",
                                    status.keysTotal(),
                                    () -> migration.status().keysSynced());
                }
                run.progress()
                        .lag(
                                status.lagKeys().isPresent()
                                        ? Optional.of(new ReplicationLag(status.lagKeys(), status.lagBytes()))
                                        : Optional.empty());
            } while (!ended.await(100, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void verify(ProcessRun<LivePlan> run) {
        var config = config(run);
        try (var source = Connection.to(config.source());
                var target = Connection.to(config.target())) {
            source.call("SELECT", config.tenant().database());
            target.call("SELECT", config.targetDatabase());
            var at = System.currentTimeMillis();
            var here = Copies.sum(source, config.tenant(), at, config.sample());
            var there = Copies.sum(target, config.tenant(), at, config.sample());
            var of = "tenant '%s' as it is now".formatted(config.name());
            run.checks().replace(CheckOutcome.exact("keys alive", of, here.alive(), there.alive()));
            run.checks().replace(CheckOutcome.exact("checksum of content", of, here.hex(), there.hex()));
        } catch (RedisFailure failure) {
            throw new MigrationFailure(exitCode(run, failure), String.valueOf(failure.getMessage()), failure);
        }
    }

    @Override
    public ConfigurationFormat<LivePlan> format() {
        return ConfigurationFormat.of(LivePlan.class, "live-migration.schema.json");
    }

    @Override
    public PaceSettings pace(LivePlan plan) {
        return plan.pace();
    }

    @Override
    public String reason(LivePlan plan) {
        return plan.reason();
    }

    @Override
    public List<SecretReference> secrets(LivePlan plan) {
        return plan.secrets();
    }

    @Override
    public String name() {
        return "live-migration";
    }

    @Override
    public String description() {
        return "Moves a Redis tenant to another server while it is in use.";
    }

    @Override
    public String example() {
        return Example.TEXT;
    }
}
