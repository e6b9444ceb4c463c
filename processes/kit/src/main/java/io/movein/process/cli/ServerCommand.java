package io.movein.process.cli;

import io.movein.process.ConfigurationFailure;
import io.movein.process.ConfigurationProblem;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.configuration.ConfigurationFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A program that serves until SIGTERM, and then ends in good order. Exit codes: 0 when everything is closed, 2 the configuration is
 * wrong.
 *
 * @param <C> its configuration
 */
public abstract class ServerCommand<C> implements Callable<Integer> {

    private final ConfigurationFormat<C> format;

    @Spec
    private @Nullable CommandSpec command;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration (YAML).")
    private Path config = Path.of("config.yaml");

    @Option(names = "--state", required = true, paramLabel = "DIR", description = "What outlasts the server.")
    private Path state = Path.of("state");

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            description = "Secrets as folders of files (default: ${DEFAULT-VALUE}).")
    private Path secrets = Path.of("/var/run/secrets/movein");

    protected ServerCommand(ConfigurationFormat<C> format) {
        this.format = format;
    }

    /** Logs for whoever operates it: the class path may hold the logging of a process too, which is for the owner. */
    protected static void main(ServerCommand<?> command, String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-server.xml");
        }
        System.exit(new CommandLine(command).execute(arguments));
    }

    /** What the schema cannot say. */
    protected List<ConfigurationProblem> problems(C configuration) {
        return List.of();
    }

    /**
     * Serves until the stop is requested, and has closed everything when it returns.
     *
     * @param state the folder of what outlasts the server
     */
    protected abstract void serve(C configuration, Secrets secrets, Path state, Stop stop) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            var configuration = format.read(config);
            var problems = problems(configuration);
            if (!problems.isEmpty()) {
                throw new ConfigurationFailure("the configuration is not right:", problems);
            }
            untilStopped(configuration);
            return 0;
        } catch (ConfigurationFailure failure) {
            Objects.requireNonNull(command).commandLine().getErr().println(failure.getMessage());
            return 2;
        }
    }

    private void untilStopped(C configuration) throws InterruptedException {
        var stop = new Stop();
        var closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, closed)));
        try {
            serve(configuration, new Secrets(secrets), state, stop);
        } finally {
            closed.countDown();
        }
    }

    private static void end(Stop stop, CountDownLatch closed) {
        if (closed.getCount() == 0) {
            return; // it ended by itself, with an exit code of its own
        }
        stop.request();
        try {
            closed.await();
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
