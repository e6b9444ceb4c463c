package io.movein.local.bench.review;

import io.movein.local.Logging;
import io.movein.local.bench.Crowd;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import io.movein.runtime.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        description = "Starts review alone, builds its state through commands and measures its decisions per second: "
                + "with ten migrations waiting for approval, with many, and with many more closed ones. Prints "
                + "ratios to the first.")
public final class ReviewBenchCommand implements Callable<Integer> {
    private static final int FEW = 10;

    @Option(
            names = "--open",
            paramLabel = "N",
            description = "Migrations waiting for approval (default: ${DEFAULT-VALUE}).")
    private int open = 10_000;

    @Option(names = "--closed", paramLabel = "N", description = "Closed migrations (default: ${DEFAULT-VALUE}).")
    private int closed = 100_000;

    @Option(names = "--decisions", paramLabel = "N", description = "Decisions per figure (default: ${DEFAULT-VALUE}).")
    private int decisions = 10_000;

    @Option(
            names = "--singles",
            paramLabel = "N",
            description = "Decisions made one after the other (default: ${DEFAULT-VALUE}).")
    private int singles = 300;

    private int standbys;
    private final Screen screen = Screen.ofThisProcess(System.getenv());

    @Override
    public Integer call() throws Exception {
        try (var data = DataDir.openEmpty(Path.of(".movein", "bench-review"))) {
            Logging.into(data.folder("logs"));
            var options = StackOptions.forManySmallRuns().withOnly(List.of("review"));
            try (var stack = LocalStack.start(options, StackOptions.Default.FREE, data, Map.of(), screen);
                    var conversation = new Conversation(KafkaSettings.of(stack.kafka()))) {
                report(measure(stack, conversation));
            }
        }
        return 0;
    }

    private List<Situation> measure(LocalStack stack, Conversation conversation) throws Exception {
        var github = Objects.requireNonNull(stack.localGitHub()).model();
        var tenant = new Crowd(github, stack.client(), "").tenant(1);
        var load = new ReviewLoad(
                stack.services().named("review"),
                conversation,
                new Commands(tenant.onboardingIssue()),
                screen,
                decisions,
                singles,
                () -> stack.data().folder("state-of-standby-" + ++standbys).toString());
        var situations = new ArrayList<Situation>();
        load.open(FEW);
        situations.add(load.measure());
        load.open(Math.max(FEW, open));
        situations.add(load.measure());
        load.closed(closed);
        situations.add(load.measure());
        return situations;
    }

    private void report(List<Situation> all) {
        var first = all.getFirst();
        screen.heading("Review's decisions");
        for (var it : all) {
            screen.line(
                    it.closed() == 0
                            ? "%,d open".formatted(it.open())
                            : "%,d open, %,d closed".formatted(it.open(), it.closed()));
            row("about the same ten, per second", "%,11.0f", it.ten(), first.ten());
            row("about all open migrations, per second", "%,11.0f", it.spread(), first.spread());
            row(
                    "a single decision, p50",
                    "%8.1f ms",
                    it.single().p50(),
                    first.single().p50());
            row(
                    "a single decision, p99",
                    "%8.1f ms",
                    it.single().p99(),
                    first.single().p99());
            row("CPU time per decision", "%8.2f ms", it.cpuMillis(), first.cpuMillis());
            row("heap", "%8.0f MB", it.heapMegabytes(), first.heapMegabytes());
            row("resident", "%8.0f MB", it.residentMegabytes(), first.residentMegabytes());
            row("first decision after kill -9", "%8.1f s ", seconds(it.restart()), seconds(first.restart()));
            row("takeover by a standby", "%8.1f s ", seconds(it.failover()), seconds(first.failover()));
        }
    }

    private static double seconds(Duration took) {
        return took.toMillis() / 1_000.0;
    }

    private void row(String name, String format, double value, double first) {
        screen.line(String.format(Locale.ROOT, "  %-36s " + format + " %8.2f×", name, value, value / first));
    }
}
