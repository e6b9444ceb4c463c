package io.movein.local;

import io.movein.local.bench.BenchCommand;
import io.movein.local.chaos.ChaosCommand;
import io.movein.local.events.EventsCommand;
import io.movein.local.image.ImageCommand;
import io.movein.local.stack.Trouble;
import io.movein.local.status.QueueCommand;
import io.movein.local.status.StatusCommand;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of {@code ./movein}. Exit codes: 0 done, 1 it went wrong, 2 it was called wrongly. */
@Command(
        name = "movein",
        description = "Movein on one machine.",
        mixinStandardHelpOptions = true,
        version = "movein 0.1.0",
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            EventsCommand.class,
            StatusCommand.class,
            QueueCommand.class,
            ImageCommand.class,
            BenchCommand.class,
            ChaosCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Movein {
    private Movein() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    public static CommandLine commandLine() {
        return new CommandLine(new Movein())
                .setParameterExceptionHandler((wrong, _) -> calledWrongly(wrong))
                .setExecutionExceptionHandler((failure, command, _) -> wentWrong(failure, command))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** What is wrong and where the rest stands: a typo is no reason for a page of usage. */
    private static int calledWrongly(ParameterException wrong) {
        var command = wrong.getCommandLine();
        var err = command.getErr();
        err.println("movein: " + wrong.getMessage());
        var meant =
                wrong instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.<String>of();
        if (!meant.isEmpty()) {
            err.println("Did you mean "
                    + String.join(" or ", meant.stream().limit(3).toList()) + "?");
        }
        err.println("./" + command.getCommandSpec().qualifiedName(" ") + " --help shows what there is.");
        err.flush();
        return 2;
    }

    private static int wentWrong(Exception failure, CommandLine command) {
        command.getErr()
                .println("movein: " + (failure instanceof Trouble ? failure.getMessage() : unexpected(failure)));
        command.getErr().flush();
        return 1;
    }

    private static String unexpected(Exception failure) {
        LoggerFactory.getLogger(Movein.class).error("unexpected", failure);
        return "this should not have happened: " + failure + " (the log has more; please report it)";
    }
}
