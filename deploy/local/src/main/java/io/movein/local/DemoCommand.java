package io.movein.local;

import io.movein.local.demo.Demo;
import io.movein.local.library.Library;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts everything and takes one real migration from a filed issue to a closed one.",
        subcommands = {StorageDemoCommand.class, PlanDemoCommand.class, LiveDemoCommand.class, TierDemoCommand.class})
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private StackOptions options;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for data and logs, kept afterwards (default: .movein/demo, emptied each time).")
    private @Nullable Path directory;

    @Override
    public Integer call() throws Exception {
        options.check(spec.commandLine(), System.getenv());
        var screen = Screen.ofThisProcess(System.getenv());
        try (var data = directory == null ? DataDir.openEmpty(Path.of(".movein", "demo")) : DataDir.open(directory)) {
            return show(screen, data, "Movein: one migration from a filed issue to a closed one", () -> {
                try (var stack = LocalStack.start(options, StackOptions.Default.FREE, data, System.getenv(), screen);
                        var library = Library.ready(stack, System.getenv(), screen)) {
                    return new Demo(stack, library, screen).run();
                }
            });
        }
    }

    /** What every demo begins and ends with. */
    static int show(Screen screen, DataDir data, String heading, Callable<Integer> journey) throws Exception {
        Logging.into(data.folder("logs"));
        screen.heading(heading);
        screen.line("Everything runs on this machine; data and logs are in " + data.path() + "\n");
        var closed = new CountDownLatch(1);
        var demo = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> giveUp(demo, closed)));
        try {
            return journey.call();
        } catch (InterruptedException e) {
            return 1;
        } finally {
            closed.countDown();
        }
    }

    /** Ctrl-C in the middle: everything is closed in good order, and nothing is left on a cluster of others. */
    private static void giveUp(Thread demo, CountDownLatch closed) {
        try {
            if (closed.getCount() > 0) {
                demo.interrupt();
            }
            closed.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
