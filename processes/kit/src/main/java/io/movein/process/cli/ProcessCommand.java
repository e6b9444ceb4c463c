package io.movein.process.cli;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.Stop;
import io.movein.process.items.Journal;
import io.movein.process.run.MigrationProcess;
import io.movein.process.run.Restorable;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Makes a program of a process: {@code run}, {@code validate}, {@code verify}, {@code status}, {@code schema}, {@code evidence}, and
 * {@code restore} where it is {@link Restorable}. Without a command it runs, as an image's entry point does.
 */
public final class ProcessCommand {

    /** Just less than the platform's grace of two minutes. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(115);

    private ProcessCommand() {}

    /** A program's {@code main}: does not return. SIGTERM stops it at a safe point. */
    public static void main(MigrationProcess<?> process, String[] arguments) {
        var stop = new Stop();
        var finished = new CountDownLatch(1);
        var exitCode = new int[1];
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (finished.getCount() == 0) {
                return; // it ends by itself, and so do the other hooks
            }
            stop.request();
            if (await(finished)) {
                Runtime.getRuntime().halt(exitCode[0]);
            }
        }));
        if (arguments.length == 0 || arguments[0].equals("run")) {
            Journal.load();
        }
        exitCode[0] = execute(
                process,
                arguments,
                System.getenv(),
                System.out,
                System.console() != null && System.console().isTerminal(),
                stop);
        finished.countDown();
        System.exit(exitCode[0]);
    }

    /** @return the exit code */
    public static int execute(
            MigrationProcess<?> process,
            String[] arguments,
            Map<String, String> environment,
            PrintStream out,
            boolean terminal,
            Stop stop) {
        // a program that brings no logger is not to say so each time
        System.setProperty("slf4j.internal.verbosity", System.getProperty("slf4j.internal.verbosity", "ERROR"));
        var context = new CommandContext<>(process, environment, out, terminal, stop);
        var words = arguments.length == 0 ? new String[] {"run"} : arguments;
        return commandLine(context, words[0]).execute(words);
    }

    /** @param first of the arguments */
    private static <C> CommandLine commandLine(CommandContext<C> context, String first) {
        var spec = CommandSpec.create().name(context.process().name()).mixinStandardHelpOptions(true);
        spec.version(context.process().name() + " " + context.process().version());
        spec.usageMessage().description(context.process().description()).footer(Footer.of(context.process()));
        var line = new CommandLine(spec);
        var commands = commands(context);
        var named = commands.get(first);
        if (named == null) {
            commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        } else {
            // to look at all of them would be half of a short run's start
            line.addSubcommand(first, named.get());
        }
        line.setOut(new PrintWriter(context.out(), true)).setErr(new PrintWriter(context.out(), true));
        line.setParameterExceptionHandler((e, _) -> {
            context.out().println(e.getMessage() + "; " + context.process().name() + " --help has an example");
            return ExitCode.CONFIGURATION.code();
        });
        line.setExecutionExceptionHandler((e, _, _) -> {
            context.out().println(e instanceof MigrationFailure ? e.getMessage() : "unexpected: " + e);
            return e instanceof MigrationFailure failure ? failure.exitCode().code() : 1;
        });
        return line;
    }

    private static <C> Map<String, Supplier<Object>> commands(CommandContext<C> context) {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put("run", () -> new RunCommand(context));
        commands.put("validate", () -> new ValidateCommand(context));
        commands.put("verify", () -> new VerifyCommand(context));
        commands.put("status", () -> new StatusCommand(context));
        commands.put("schema", () -> new SchemaCommand(context));
        commands.put("evidence", () -> new EvidenceCommand(context));
        if (context.process() instanceof Restorable<C> restorable) {
            commands.put("restore", () -> new RestoreCommand<>(context, restorable));
        }
        return commands;
    }

    private static boolean await(CountDownLatch finished) {
        try {
            return finished.await(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
