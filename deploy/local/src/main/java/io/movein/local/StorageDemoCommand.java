package io.movein.local;

import io.movein.local.demo.StorageDemo;
import io.movein.local.files.FilesApplication;
import io.movein.local.files.FilesTenant;
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
        name = "storage-migration",
        mixinStandardHelpOptions = true,
        description =
                "Carries an application's files to its own bucket with the ready-made process storage-migration: rehearsed, "
                        + "steered while it runs, with files that cannot be moved, and again for what was left.")
final class StorageDemoCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept, made anew each time (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of(".movein", "demo-storage-migration");

    @Override
    public Integer call() throws Exception {
        var screen = Screen.ofThisProcess(System.getenv());
        try (var data = DataDir.openEmpty(directory)) {
            return DemoCommand.show(screen, data, "Movein: an application's files move to its own bucket", () -> {
                try (var stack = LocalStack.start(
                                new StackOptions(), StackOptions.Default.FREE, data, Map.of(), screen);
                        var files = FilesApplication.start()) {
                    screen.did(
                            "start",
                            "old bucket at %s, new bucket at %s, %s"
                                    .formatted(files.oldEndpoint(), files.newEndpoint(), files.database()));
                    return new StorageDemo(stack, FilesTenant.ready(stack, files, screen), screen).run();
                }
            });
        }
    }
}
