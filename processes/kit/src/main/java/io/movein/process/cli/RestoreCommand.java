package io.movein.process.cli;

import io.movein.process.Secrets;
import io.movein.process.run.Restorable;
import io.movein.process.run.Session;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = "Restores the backup that a run left with its evidence, to the target of the configuration.",
        mixinStandardHelpOptions = true)
final class RestoreCommand<C> implements Callable<Integer> {

    private final CommandContext<C> context;
    private final Restorable<C> restorable;

    @Mixin
    private final Options options = new Options();

    @Parameters(
            paramLabel = "LOCATION",
            description = "Has the evidence of one run: a folder, or what the report names (s3://…)")
    private String location = ".";

    RestoreCommand(CommandContext<C> context, Restorable<C> restorable) {
        this.context = context;
        this.restorable = restorable;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var assignment = options.assignment(context.environment(), Map.of("MOVEIN_MODE", "dry-run"));
        var secrets = new Secrets(assignment.secrets());
        try (var session = Session.openReadOnly(
                context.process(), assignment, secrets, context.display(secrets), context.stop())) {
            context.out().println(restorable.restore(session.run(), context.evidence(location, options)));
            return 0;
        }
    }
}
