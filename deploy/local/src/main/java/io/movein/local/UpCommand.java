package io.movein.local;

import io.movein.local.library.Library;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts everything on this machine and stays until Ctrl-C; goes on with its data next time.")
final class UpCommand implements Callable<Integer> {
    @Mixin
    private StackOptions options;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of(".movein", "up");

    @Override
    public Integer call() throws Exception {
        options.check(spec.commandLine(), System.getenv());
        var screen = Screen.ofThisProcess(System.getenv());
        try (var data = DataDir.open(directory)) {
            Logging.into(data.folder("logs"));
            screen.heading("Movein on this machine, data in " + data.path());
            var stopped = new CountDownLatch(1);
            try (var stack = LocalStack.start(options, StackOptions.Default.FIXED, data, System.getenv(), screen);
                    var library = Library.ready(stack, System.getenv(), screen)) {
                new Invitation(screen, stack, library).show();
                waitForCtrlC(stopped, screen);
            }
            stopped.countDown();
        }
        return 0;
    }

    /** The JVM ends when its hooks do; ours waits until everything is closed in good order. */
    private static void waitForCtrlC(CountDownLatch stopped, Screen screen) throws InterruptedException {
        var asked = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            screen.line("");
            screen.did("stop", "stopping; the data stays");
            asked.countDown();
            awaitQuietly(stopped);
        }));
        asked.await();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
