package io.movein.process.cli;

import io.movein.process.ConfigurationFailure;
import io.movein.process.Secrets;
import io.movein.process.run.Session;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "validate",
        description = "Tells everything that is wrong, also with the two sides. Writes nothing.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

    private final CommandContext<?> context;

    @Mixin
    private final Options options = new Options();

    ValidateCommand(CommandContext<?> context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        return validate(context);
    }

    private <C> int validate(CommandContext<C> of) throws InterruptedException {
        var assignment = options.assignment(of.environment(), Map.of("MOVEIN_MODE", "dry-run"));
        var secrets = new Secrets(assignment.secrets());
        try (var session = Session.begin(of.process(), assignment, secrets, new Silent(of.out()), of.stop())) {
            var problems = of.process().validate(session.run());
            if (!problems.isEmpty()) {
                throw new ConfigurationFailure("the run cannot start:", problems);
            }
            of.out().println("nothing is wrong");
            return 0;
        }
    }
}
