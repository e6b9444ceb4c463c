package io.movein.local.chaos;

import io.movein.local.Logging;
import io.movein.local.bench.Crowd;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import io.movein.local.stack.Surroundings;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Carries migrations through while one misfortune follows the other, and looks whether every promise was kept. The misfortunes follow
 * from the seed; when exactly they strike the services does not.
 */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = "Kills, freezes and isolates the services while migrations run, and checks whether anything was "
                + "lost or duplicated.")
public final class ChaosCommand implements Callable<Integer> {
    private static final Duration BETWEEN_ISSUES = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** So long all has to be well: a clock that was put right, or a process that was just killed, is noticed a moment later. */
    private static final Duration CALM = Duration.ofSeconds(5);

    @Option(names = "--minutes", description = "For how many minutes misfortunes strike (default: ${DEFAULT-VALUE}).")
    private int minutes = 10;

    @Option(
            names = "--brokers",
            paramLabel = "NUMBER",
            description = "Number of Kafka brokers (default: ${DEFAULT-VALUE}; use 1 on a busy machine).")
    private int brokerCount = 3;

    @Option(names = "--seed", description = "Seed of an earlier run, to repeat its misfortunes.")
    private long seed = new Random().nextInt(1_000_000);

    @Option(
            names = "--only",
            paramLabel = "MISFORTUNE",
            split = ",",
            converter = Misfortunes.Kind.class,
            description = "Only these misfortunes, named as they are printed, e.g. ClockSet,DiskFull.")
    private Set<Class<?>> only = Set.of();

    private final Screen screen = Screen.ofThisProcess(System.getenv());
    private final List<Integer> issues = new ArrayList<>();
    private int struck;

    @Override
    public Integer call() throws Exception {
        var path = Path.of(".movein", "chaos");
        Disk.release(path);
        try (var data = DataDir.openEmpty(path);
                var disk = new Disk(data.path())) {
            Logging.into(data.folder("logs"));
            screen.heading("Chaos for %d min, seed %d".formatted(minutes, seed));
            var names = new Names(data.child("names"));
            var clocks = new Clocks(data.folder("clocks"));
            tellWhatIsMissing(clocks, disk);
            try (var brokers = new Brokers(brokerCount, data.folder("kafka"), data.folder("logs"));
                    var stack = LocalStack.start(
                            StackOptions.forManySmallRuns()
                                    .onKafka(brokers.bootstrapServers())
                                    .within(Names.GITHUB, new Surroundings(_ -> names.jvm(), clocks::environment)),
                            StackOptions.Default.FREE,
                            data,
                            Map.of(),
                            screen)) {
                var local = Objects.requireNonNull(stack.localGitHub());
                return run(stack, brokers, new Chaos(stack, local.faults(), brokers, names, clocks, disk));
            }
        }
    }

    private void tellWhatIsMissing(Clocks clocks, Disk disk) {
        if (!clocks.canBeSet()) {
            screen.line("libfaketime is not installed: clocks are not changed (it is in Debian's package faketime)");
        }
        if (!disk.canBeFull()) {
            screen.line("not allowed to mount a disk: no disk is filled");
        }
    }

    private int run(LocalStack stack, Brokers brokers, Chaos chaos) throws Exception {
        var local = Objects.requireNonNull(stack.localGitHub());
        var starts = Files.createFile(stack.data().child("starts"));
        var crowd = new Crowd(local.model(), stack.client(), image(stack, starts));
        try (var hands = new Hands(local.model())) {
            misfortunes(chaos, local.model(), crowd);
            chaos.end();
            var verdict = new Verdict(local.model());
            if (!becomesCalm(verdict, stack)) {
                chaos.dumpThreads();
                screen.line("thread dumps are in " + stack.data().folder("logs"));
            }
            var aftermath = Aftermath.of(stack, brokers.bootstrapServers(), starts, namespaces());
            return tell(verdict.broken(issues, aftermath), hands);
        }
    }

    /** Notes each start, and takes long enough to be killed at. */
    private static String image(LocalStack stack, Path starts) throws IOException {
        var root = Objects.requireNonNull(
                Files.createDirectories(stack.data().child("image-root/etc")).getParent());
        Files.writeString(root.resolve("etc/motd"), "nothing to migrate\n");
        var script = "echo \"$MOVEIN_MIGRATION $MOVEIN_RUN\" >> '" + starts.toAbsolutePath() + "'; sleep 5; echo done";
        return OciImage.build(
                root,
                "registry.example/chaos",
                ImageConfig.entrypoint("/bin/sh", "-c", script),
                stack.images().resolve("chaos"));
    }

    private void misfortunes(Chaos chaos, GitHubModel github, Crowd crowd) throws Exception {
        var misfortunes = new Misfortunes(seed, only);
        var end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        var nextIssue = System.nanoTime();
        while (System.nanoTime() < end) {
            if (System.nanoTime() >= nextIssue) {
                file(github, crowd);
                nextIssue = System.nanoTime() + BETWEEN_ISSUES.toNanos();
            }
            Thread.sleep(misfortunes.pause());
            var misfortune = misfortunes.next();
            screen.did("chaos", misfortune.toString());
            chaos.strike(misfortune);
            struck++;
        }
    }

    private void file(GitHubModel github, Crowd crowd) throws Exception {
        var number = issues.size() + 1;
        var form = crowd.tenant(number);
        crowd.settle(number);
        issues.add(github.openWithForm(
                        "capability-owner", "Migrate my data: " + number, form.body(), List.of("migrate-my-data"))
                .number());
    }

    private List<String> namespaces() {
        return IntStream.rangeClosed(1, issues.size())
                .mapToObj(Crowd::namespace)
                .toList();
    }

    /** All are closed, and every service is well again and stays so; at most for as long as a person would wait. */
    private boolean becomesCalm(Verdict verdict, LocalStack stack) throws InterruptedException {
        var until = System.nanoTime() + PATIENCE.toNanos();
        var calmSince = System.nanoTime();
        var told = "";
        while (System.nanoTime() < until) {
            var closed = issues.stream().filter(verdict::isClosed).count();
            var unwell = Verdict.unwell(Aftermath.health(stack)).toList();
            if (closed < issues.size() || !unwell.isEmpty()) {
                calmSince = System.nanoTime();
            } else if (System.nanoTime() - calmSince > CALM.toNanos()) {
                return true;
            }
            var waitsFor = "%d of %d closed%s"
                    .formatted(closed, issues.size(), unwell.isEmpty() ? "" : "; " + String.join("; ", unwell));
            screen.passing("  " + waitsFor);
            if (!waitsFor.equals(told)) {
                screen.did("wait", waitsFor);
                told = waitsFor;
            }
            Thread.sleep(500);
        }
        return false;
    }

    private int tell(List<String> broken, Hands hands) {
        screen.heading("%d migrations, %d misfortunes, %d approvals, %d validations: %s"
                .formatted(
                        issues.size(),
                        struck,
                        hands.approvals(),
                        hands.validations(),
                        broken.isEmpty() ? "all promises kept" : broken.size() + " broken (--seed " + seed + ")"));
        broken.forEach(screen::line);
        return broken.isEmpty() ? 0 : 1;
    }
}
