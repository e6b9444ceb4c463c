package io.movein.local;

import io.movein.local.demo.LiveDemo;
import io.movein.local.redis.RedisApplication;
import io.movein.local.redis.RedisTenant;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "live-migration",
        mixinStandardHelpOptions = true,
        description =
                "Moves a Redis tenant to a server of its own with the ready-made process live-migration, while its clients write "
                        + "through a gateway and another tenant works beside it.")
final class LiveDemoCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept, made anew each time (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of(".movein", "demo-live-migration");

    @Option(names = "--keys", paramLabel = "N", description = "Keys of the tenant (default: ${DEFAULT-VALUE}).")
    private int keys = 1_000_000;

    @Option(
            names = "--writes",
            paramLabel = "N",
            description = "Writes of the tenant in a second (default: ${DEFAULT-VALUE}).")
    private int writes = 10_000;

    @Override
    public Integer call() throws Exception {
        var screen = Screen.ofThisProcess(System.getenv());
        try (var data = DataDir.openEmpty(directory)) {
            return DemoCommand.show(screen, data, "Movein: a Redis tenant moves while it is in use", () -> {
                try (var stack = LocalStack.start(
                                new StackOptions(), StackOptions.Default.FREE, data, Map.of(), screen);
                        var redis = RedisApplication.start(data.folder("redis"), keys)) {
                    screen.did(
                            "start",
                            "shared server at %s with %,d keys of acme-corp and %,d of another tenant, own server at %s, gateway at port %d"
                                    .formatted(redis.shared(), keys, keys / 10, redis.own(), redis.gatewayPort()));
                    return new LiveDemo(stack, RedisTenant.ready(stack, redis, screen), writes, screen).run();
                }
            });
        }
    }
}
