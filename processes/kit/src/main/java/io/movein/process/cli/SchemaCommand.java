package io.movein.process.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "schema",
        description = "Prints the configuration's JSON Schema, for editors.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {

    private final CommandContext<?> context;

    SchemaCommand(CommandContext<?> context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.out().println(context.process().format().schema());
        return 0;
    }
}
