package io.movein.process.cli;

import java.util.HashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Moves, or in a dry-run counts, sizes and finds what would fail.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private final CommandContext<?> context;

    @Mixin
    private final Options options = new Options();

    @Option(names = "--mode", paramLabel = "MODE", description = "dry-run or live; there is no default (MOVEIN_MODE)")
    private @Nullable String mode;

    @Option(
            names = "--attempt",
            paramLabel = "ATTEMPT",
            description = "fresh, or resume to do what the journal says was not done (MOVEIN_ATTEMPT)")
    private @Nullable String attempt;

    @Option(
            names = "--control",
            paramLabel = "FILE",
            description = "Commands are read from here, one JSON per line (MOVEIN_CONTROL)")
    private @Nullable String control;

    RunCommand(CommandContext<?> context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var more = new HashMap<String, @Nullable String>();
        more.put("MOVEIN_MODE", mode);
        more.put("MOVEIN_ATTEMPT", attempt);
        more.put("MOVEIN_CONTROL", control);
        return context.run(options.assignment(context.environment(), more));
    }
}
