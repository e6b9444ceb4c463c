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
import io.movein.store.redis.RedisFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

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
                ? new Ready(run, configs(run)).problems(wasBegun(run))
                : problems;
    }

    /** Of the tenant, or of its parts. */
    private static List<MigrationConfig> configs(ProcessRun<LivePlan> run) {
        return Configs.all(run.configuration(), run.secrets(), run.scratch());
    }

    private static boolean wasBegun(ProcessRun<LivePlan> run) {
        return run.journal().facts().get(BEGUN).isPresent();
    }

    @Override
    public String run(ProcessRun<LivePlan> run) throws InterruptedException {
        try {
            if (run.configuration().operation() == Operation.CLEANUP) {
                return configs(run).stream()
                        .map(config -> new Removal(run, config).remove())
                        .collect(Collectors.joining("; "));
            }
            return run.dryRun() ? new Ready(run, configs(run)).estimate() : migrate(run);
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

    private String migrate(ProcessRun<LivePlan> run) throws InterruptedException {
        var taken = wasBegun(run);
        run.journal().facts().put(BEGUN, "yes");
        try (var manager = new MigrationManager(1);
                var _ = MigrationMetrics.serveIf(run.configuration().metrics().port(), manager::all);
                var turn = run.pace().begin().orElseThrow(InterruptedException::new)) {
            var parts = new Parts(run, configs(run), notes(run));
            return parts.move((config, notes) -> migrate(run, manager, turn, config, notes, taken));
        }
    }

    private static MigrationStatus migrate(
            ProcessRun<LivePlan> run,
            MigrationManager manager,
            Turn turn,
            MigrationConfig config,
            Notes notes,
            boolean taken)
            throws InterruptedException {
        var readiness = new Readiness(config, run.configuration().tenant().otherWriters());
        readiness.check(taken);
        try (var migration = manager.migrate(config, notes, pacing(run, turn), new Telling(run, config.name()))) {
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
            return migration.status();
        }
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
            return "paused; the link stays open, and changes are spooled up to "
                    + run.configuration().sync().spool();
        });
        control.accept(CommandKind.CONTINUE, _ -> {
            manager.resume(tenant);
            return "continued";
        });
        control.accept(CommandKind.VERIFY, _ -> {
            manager.verify(tenant);
            return "comparing; the checks show the result";
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
        configs(run).forEach(config -> verify(run, config));
    }

    private static void verify(ProcessRun<LivePlan> run, MigrationConfig config) {
        try (var source = config.sourceMasters();
                var target = config.targetMasters()) {
            var at = System.currentTimeMillis();
            var here = source.sum(at, config.sample());
            var there = target.sum(at, config.sample());
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
