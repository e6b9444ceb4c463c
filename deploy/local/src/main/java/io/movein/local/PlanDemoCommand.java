package io.movein.local;

import io.movein.local.demo.PlanDemo;
import io.movein.local.library.Library;
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
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Leads a migration plan through its five stages, each with its files, its pull request and its gate, to a live run.")
final class PlanDemoCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept, made anew each time (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of(".movein", "demo-plan");

    @Override
    public Integer call() throws Exception {
        var screen = Screen.ofThisProcess(System.getenv());
        try (var data = DataDir.openEmpty(directory)) {
            return DemoCommand.show(screen, data, "Movein: a migration plan through five stages to a live run", () -> {
                try (var stack = LocalStack.start(
                                new StackOptions(), StackOptions.Default.FREE, data, Map.of(), screen);
                        var library = Library.ready(stack, Map.of(), screen)) {
                    return new PlanDemo(stack, library, screen).run();
                }
            });
        }
    }
}
