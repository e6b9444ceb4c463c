package io.movein.process.cli;

import io.movein.process.ExitCode;
import io.movein.process.run.Restorable;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands by their words. In a class of its own, so that a run without any, as in a Job, does not load what reads them. */
final class Words {

    private Words() {}

    /** @return the exit code */
    static int execute(CommandContext<?> context, String[] arguments) {
        return commandLine(context, arguments[0]).execute(arguments);
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
        line.setExecutionExceptionHandler((e, _, _) -> context.failed(e));
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
}
