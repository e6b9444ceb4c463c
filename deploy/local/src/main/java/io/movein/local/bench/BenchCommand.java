package io.movein.local.bench;

import io.movein.local.Logging;
import io.movein.local.bench.objects.ObjectsBenchCommand;
import io.movein.local.bench.redis.RedisBenchCommand;
import io.movein.local.demo.FilledForm;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import io.movein.local.stack.Trouble;
import io.movein.runtime.KafkaSettings;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.api.LoginTraffic;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Files many migrations and tells how long each stage took, beside bare clients in the same run.",
        subcommands = {ObjectsBenchCommand.class, RedisBenchCommand.class})
public final class BenchCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Option(names = "--migrations", description = "How many (default: ${DEFAULT-VALUE}).")
    private int migrations = 200;

    @Option(names = "--rate", description = "Filed per second (default: ${DEFAULT-VALUE}).")
    private double rate = 20;

    private final Screen screen = Screen.ofThisProcess(System.getenv());
    private final Timeline timeline = new Timeline();

    @Override
    public Integer call() throws Exception {
        try (var data = DataDir.openEmpty(Path.of(".movein", "bench"))) {
            Logging.into(data.folder("logs"));
            try (var stack = LocalStack.start(
                    StackOptions.forManySmallRuns(), StackOptions.Default.FREE, data, Map.of(), screen)) {
                return run(stack);
            }
        }
    }

    private int run(LocalStack stack) throws Exception {
        var github = Objects.requireNonNull(stack.localGitHub());
        var kafka = KafkaSettings.of(stack.kafka());
        var forms = forms(stack, github);
        var before = figures(stack);
        var traffic = traffic(github);
        try (var _ = new People(github.model(), timeline);
                var _ = new Records(kafka, timeline);
                var _ = new Jobs(stack.client(), timeline)) {
            var start = Instant.now();
            file(github, forms);
            awaitClosed();
            var took = Duration.between(start, Instant.now());
            var last = github.model()
                    .openWithForm("operator", "an issue for the floor", "", List.of())
                    .number();
            var floor = Floor.measure(
                    migrations,
                    kafka,
                    stack.github().api(),
                    stack.github().repository(),
                    last,
                    stack.client(),
                    "default");
            var after = figures(stack);
            report(took, floor, before, after, traffic, traffic(github));
        }
        return timeline.reached(Moment.CLOSED) >= migrations ? 0 : 1;
    }

    private List<FilledForm> forms(LocalStack stack, LocalGitHub github) throws Exception {
        var crowd = new Crowd(github.model(), stack.client(), image(stack));
        var forms = new ArrayList<FilledForm>();
        for (var number = 1; number <= migrations; number++) {
            forms.add(crowd.tenant(number));
        }
        for (var number = 1; number <= migrations; number++) {
            crowd.settle(number);
        }
        screen.did("bench", migrations + " tenants are ready");
        return forms;
    }

    /** A program that does next to nothing: what is measured is everything around it. */
    private static String image(LocalStack stack) throws IOException {
        var root = Objects.requireNonNull(
                Files.createDirectories(stack.data().child("image-root/etc")).getParent());
        Files.writeString(root.resolve("etc/motd"), "nothing to migrate\n");
        return OciImage.build(
                root,
                "registry.example/bench",
                ImageConfig.entrypoint("/bin/sh", "-c", "echo done"),
                stack.images().resolve("bench"));
    }

    private void file(LocalGitHub github, List<FilledForm> forms) throws InterruptedException {
        var start = System.nanoTime();
        for (var i = 0; i < forms.size(); i++) {
            var due = start + (long) (i * 1e9 / rate);
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            var at = Instant.now();
            var issue = github.model()
                    .openWithForm(
                            "capability-owner",
                            "Migrate my data: " + i,
                            forms.get(i).body(),
                            List.of("migrate-my-data"));
            timeline.note(issue.number(), Moment.FILED, at);
        }
        screen.did("bench", "filed " + forms.size() + " migrations at " + rate + " per second");
    }

    private void awaitClosed() throws InterruptedException {
        var until = Instant.now().plus(PATIENCE);
        while (timeline.reached(Moment.CLOSED) < migrations || timeline.reached(Moment.TORN_DOWN) < migrations) {
            if (Instant.now().isAfter(until)) {
                throw new Trouble("after " + PATIENCE.toMinutes() + " min only " + reached());
            }
            screen.passing("  " + reached());
            Thread.sleep(100);
        }
        screen.did("bench", "all are closed");
    }

    private String reached() {
        return "reviewed %d, approved %d, finished %d, closed %d of %d"
                .formatted(
                        timeline.reached(Moment.REVIEWED),
                        timeline.reached(Moment.APPROVED),
                        timeline.reached(Moment.FINISHED),
                        timeline.reached(Moment.CLOSED),
                        migrations);
    }

    private void report(
            Duration took,
            Floor floor,
            Map<String, ServiceFigures> before,
            Map<String, ServiceFigures> after,
            Map<String, Long> trafficBefore,
            Map<String, Long> trafficAfter) {
        screen.heading("%d migrations filed at %.1f per second, all closed after %.1f s"
                .formatted(migrations, rate, took.toMillis() / 1000.0));
        screen.line("  %-34s %11s %11s %11s %7s".formatted("stage", "p50", "p99", "floor", "ratio"));
        var total = 0.0;
        var least = 0.0;
        for (var stage : Stage.ALL) {
            var latencies = Latencies.of(timeline.between(stage.from(), stage.to()));
            row(stage.name(), latencies, floor.of(stage));
            total += latencies.p50();
            least += floor.of(stage);
        }
        screen.line("  %-34s %s %11s %s %6.1f×"
                .formatted("all stages", Latencies.ms(total), "", Latencies.ms(least), total / least));
        row("filed → closed", Latencies.of(timeline.between(Moment.FILED, Moment.CLOSED)), least);
        screen.heading("The floor: bare clients, one after the other, in the same run");
        parts("Kafka hop, acks=all", floor.hop());
        parts("GitHub read", floor.gitHubRead());
        parts("GitHub write", floor.gitHubWrite());
        parts("Kubernetes create", floor.clusterCreate());
        screen.heading("Per migration");
        trafficAfter.forEach((what, count) -> screen.line(
                "  %-34s %8.1f".formatted(what, (count - trafficBefore.getOrDefault(what, 0L)) / (double) migrations)));
        screen.heading("Services");
        after.forEach((name, figures) -> {
            var cpu = figures.cpuSeconds()
                    - Objects.requireNonNull(before.get(name)).cpuSeconds();
            screen.line("  %-10s heap %6.0f MB   CPU %6.1f s, %5.0f ms per migration"
                    .formatted(name, figures.heapMegabytes(), cpu, cpu * 1000 / migrations));
        });
    }

    private void row(String name, Latencies latencies, double floor) {
        screen.line(String.format(
                Locale.ROOT,
                "  %-34s %s %s %s %6.1f×",
                name,
                Latencies.ms(latencies.p50()),
                Latencies.ms(latencies.p99()),
                Latencies.ms(floor),
                latencies.p50() / floor));
    }

    private void parts(String name, Latencies latencies) {
        screen.line("  %-34s %s %s".formatted(name, Latencies.ms(latencies.p50()), Latencies.ms(latencies.p99())));
    }

    private static Map<String, ServiceFigures> figures(LocalStack stack) throws IOException, InterruptedException {
        var figures = new LinkedHashMap<String, ServiceFigures>();
        for (var service : stack.services().all()) {
            figures.put(service.name(), ServiceFigures.of(service));
        }
        return figures;
    }

    private static Map<String, Long> traffic(LocalGitHub github) {
        var counts = github.traffic().getOrDefault("movein[bot]", LoginTraffic.Counts.NONE);
        var result = new LinkedHashMap<String, Long>();
        result.put("GitHub requests", counts.requests());
        result.put("… of them reads", counts.reads());
        result.put("… of them comments", counts.comments());
        result.put("… of them other content", counts.otherContent());
        return result;
    }
}
