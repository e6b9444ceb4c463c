package io.movein.local;

import io.movein.local.demo.TierDemo;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import io.movein.local.tier.TierApplication;
import io.movein.local.tier.TierTenant;
import io.movein.store.postgresql.SchemaDump;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "tier-migration",
        mixinStandardHelpOptions = true,
        description =
                "Moves a tenant's rows, objects, records, documents and cache from shared servers to servers of its own with the "
                        + "ready-made process tier-migration, while its application writes. The first try is rolled back, as a row differs. "
                        + "Needs pg_dump.")
final class TierDemoCommand implements Callable<Integer> {
    private static final int OLDEST = 15;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept, made anew each time (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of(".movein", "demo-tier-migration");

    @Override
    public Integer call() throws Exception {
        var screen = Screen.ofThisProcess(System.getenv());
        if (SchemaDump.installed().orElse(0) < OLDEST) {
            screen.line(
                    "No pg_dump of PostgreSQL %d or newer is installed: install your distribution's postgresql-client"
                            .formatted(OLDEST));
            return 1;
        }
        try (var data = DataDir.openEmpty(directory)) {
            return DemoCommand.show(screen, data, "Movein: a tenant gets servers of its own", () -> {
                try (var stack = LocalStack.start(
                                new StackOptions(), StackOptions.Default.FREE, data, Map.of(), screen);
                        var application = TierApplication.start(data.folder("tier"))) {
                    screen.did(
                            "start",
                            ("shared PostgreSQL at %s with 20 tenants of %,d orders each, dedicated one at %s; a bucket, a Kafka,"
                                            + " a Redis and an index on either side")
                                    .formatted(
                                            TierApplication.address(application.side(false)),
                                            TierApplication.ORDERS,
                                            TierApplication.address(application.side(true))));
                    return new TierDemo(stack, TierTenant.ready(stack, application, screen), screen).run();
                }
            });
        }
    }
}
