package io.movein.process.example;

import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import io.movein.process.configuration.ConfigurationFormat;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Item;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.pace.Turn;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.FailureLimits;
import io.movein.process.run.MigrationProcess;
import io.movein.process.run.ProcessRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Copies the files of a folder: as short as a process can be. */
public final class CopyFolder implements MigrationProcess<CopyFolder.Plan> {

    public record Plan(Path from, Path to, PaceSettings pace, FailureSettings failures) {}

    @Override
    public String run(ProcessRun<Plan> run) throws InterruptedException {
        var plan = run.configuration();
        try (var files = Files.list(plan.from)) {
            run.journal()
                    .add(files.map(file -> PlannedItem.of(
                                    file.getFileName().toString(), file.toFile().length()))
                            .iterator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var counts = run.journal().counts();
        if (run.dryRun()) {
            return "%d files, %d bytes".formatted(counts.total(), counts.totalBytes());
        }
        run.progress()
                .phase(
                        "copy",
                        "files",
                        OptionalLong.of(counts.total()),
                        () -> run.journal().counts().done());
        run.items(new FailureLimits(plan.failures)).run((item, turn) -> copy(plan, item, turn));
        verify(run);
        return "copied %d files".formatted(run.journal().counts().migrated().items());
    }

    private static Outcome copy(Plan plan, Item item, Turn turn) throws Exception {
        var partial = plan.to.resolve("." + item.key());
        try (var content = turn.paced(Files.newInputStream(plan.from.resolve(item.key())))) {
            Files.copy(content, partial, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(partial, plan.to.resolve(item.key()), StandardCopyOption.ATOMIC_MOVE);
        var equal = Files.mismatch(plan.from.resolve(item.key()), plan.to.resolve(item.key())) == -1;
        return equal
                ? Outcome.migrated(item.bytes(), null)
                : Outcome.skipped("changed", "it changed while it was copied");
    }

    @Override
    public void verify(ProcessRun<Plan> run) {
        run.checks()
                .replace(CheckOutcome.exact(
                        "files", "the folder", count(run.configuration().from), count(run.configuration().to)));
    }

    @Override
    public List<ConfigurationProblem> validate(ProcessRun<Plan> run) {
        return Stream.of(run.configuration().from, run.configuration().to)
                .filter(folder -> !Files.isDirectory(folder))
                .map(folder -> ConfigurationProblem.of(folder.toString(), "not there", "a folder"))
                .toList();
    }

    private static long count(Path folder) {
        try (var files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ConfigurationFormat<Plan> format() {
        return ConfigurationFormat.of(Plan.class, "copy-folder.schema.json");
    }

    @Override
    public PaceSettings pace(Plan plan) {
        return plan.pace;
    }

    @Override
    public List<SecretReference> secrets(Plan plan) {
        return List.of();
    }

    @Override
    public String name() {
        return "copy-folder";
    }

    @Override
    public String version() {
        return "1.0";
    }

    @Override
    public String description() {
        return "Copies the files of a folder.";
    }

    @Override
    public String example() {
        return "from: /old\nto: /new\npace: {workers: 4, rate: 50MiB/s}";
    }
}
