package io.movein.local.bench;

import io.movein.local.Logging;
import io.movein.local.bench.objects.ObjectsBenchCommand;
import io.movein.local.bench.redis.RedisBenchCommand;
import io.movein.local.bench.review.ReviewBenchCommand;
import io.movein.local.bench.search.SearchBenchCommand;
import io.movein.local.bench.tier.KafkaBenchCommand;
import io.movein.local.bench.tier.PostgresBenchCommand;
import io.movein.local.demo.FilledForm;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import io.movein.runtime.KafkaSettings;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Files many migrations and prints how long each stage took, compared with bare clients in the "
                + "same run.",
        subcommands = {
            ObjectsBenchCommand.class,
            RedisBenchCommand.class,
            ReviewBenchCommand.class,
            PostgresBenchCommand.class,
            KafkaBenchCommand.class,
            SearchBenchCommand.class
        })
public final class BenchCommand implements Callable<Integer> {
    private static final double CALM_RATE = 1.5;
    private static final double WARM_UP_RATE = 10;
    private static final String PROGRAM =
            "echo done; echo '{\"movein\":{\"summary\":\"there was nothing to move\",\"complete\":true}}' > $MOVEIN_TERMINATION_LOG";

    @Option(names = "--migrations", description = "Migrations to file (default: ${DEFAULT-VALUE}).")
    private int migrations = 200;

    @Option(names = "--rate", description = "Migrations filed per second (default: ${DEFAULT-VALUE}).")
    private double rate = 20;

    @Option(
            names = "--warm-up",
            description = "Migrations that warm up Java first and are not counted (default: ${DEFAULT-VALUE}).")
    private int warmUp = 60;

    @Option(
            names = "--calm",
            description = "Migrations measured first at 1.5 per second, for comparison (default: ${DEFAULT-VALUE}).")
    private int calm = 30;

    @Option(
            names = "--open",
            paramLabel = "N",
            description =
                    "Also files this many migrations that stay waiting for approval, and repeats the --calm measurement beside them "
                            + "(default: ${DEFAULT-VALUE}).")
    private int open = 0;

    private final Screen screen = Screen.ofThisProcess(System.getenv());
    private final Timeline timeline = new Timeline();
    private String image = "";

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
        image = image(stack);
        var forms = forms(stack, github).iterator();
        var report = new BenchReport(screen);
        try (var people = new People(github.model(), timeline);
                var _ = new Records(kafka, timeline);
                var _ = new Jobs(stack.client(), timeline)) {
            var load = new Load(stack, github, timeline, screen);
            if (warmUp > 0) {
                load.round(warmUp, Math.min(rate, WARM_UP_RATE), forms);
            }
            var calmly = calm == 0 ? null : load.round(calm, CALM_RATE, forms);
            if (calmly != null) {
                report.round(calmly, floor(calm, stack, github, kafka));
            }
            var busy = load.round(migrations, rate, forms);
            report.round(busy, floor(migrations, stack, github, kafka));
            if (calmly != null) {
                report.beside(busy, calmly);
            }
            if (calmly != null && open > 0) {
                load.letWait(open, forms.next(), people);
                report.besideOpen(open, load.round(calm, CALM_RATE, forms), calmly);
            }
        }
        report.starts(Starts.of(stack));
        return 0;
    }

    private Floor floor(int count, LocalStack stack, LocalGitHub github, KafkaSettings kafka) throws Exception {
        var last = github.model()
                .openWithForm("operator", "an issue for the floor", "", List.of())
                .number();
        return Floor.measure(
                count,
                kafka,
                stack.github().api(),
                stack.github().repository(),
                last,
                stack.client(),
                "default",
                image);
    }

    private List<FilledForm> forms(LocalStack stack, LocalGitHub github) throws Exception {
        var crowd = new Crowd(github.model(), stack.client(), image);
        var forms = new ArrayList<FilledForm>();
        var all = warmUp + calm + migrations + (open > 0 ? calm + 1 : 0);
        for (var number = 1; number <= all; number++) {
            forms.add(crowd.tenant(number));
        }
        for (var number = 1; number <= all; number++) {
            crowd.settle(number);
        }
        screen.did("bench", all + " tenants are ready");
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
                ImageConfig.entrypoint("/bin/sh", "-c", PROGRAM),
                stack.images().resolve("bench"));
    }
}
