package io.movein.local;

import io.movein.local.bench.BenchCommand;
import io.movein.local.events.EventsCommand;
import io.movein.local.stack.Trouble;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command line of {@code ./movein}. Exit codes: 0 done, 1 it went wrong, 2 it was called wrongly. */
@Command(
        name = "movein",
        description = "Movein on one machine.",
        mixinStandardHelpOptions = true,
        version = "movein 0.1.0",
        subcommands = {UpCommand.class, DemoCommand.class, EventsCommand.class, BenchCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class Movein {
    private Movein() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Movein())
                .setExecutionExceptionHandler(sayWhatHappened())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static IExecutionExceptionHandler sayWhatHappened() {
        return (failure, command, parsed) -> {
            if (failure instanceof Trouble) {
                command.getErr().println("movein: " + failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            return 1;
        };
    }
}
