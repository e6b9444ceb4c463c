package io.movein.process.cli;

import io.movein.process.ExitCode;
import io.movein.process.Secrets;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.Session;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "verify", description = "Compares the two sides. Moves nothing.", mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    private final CommandContext<?> context;

    @Mixin
    private final Options options = new Options();

    VerifyCommand(CommandContext<?> context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        return verify(context);
    }

    private <C> int verify(CommandContext<C> of) throws InterruptedException {
        var assignment = options.assignment(of.environment(), Map.of("MOVEIN_MODE", "dry-run"));
        var secrets = new Secrets(assignment.secrets());
        try (var session = Session.openReadOnly(of.process(), assignment, secrets, of.display(secrets), of.stop())) {
            of.process().verify(session.run());
            var checks = session.run().checks();
            var table = new Table("check", "of", "source", "target", "match");
            checks.worstFirst()
                    .forEach(check ->
                            table.row(check.check(), check.of(), check.source(), check.target(), verdict(check)));
            of.out().print(table);
            return (checks.allMatch()
                            ? ExitCode.SUCCESS
                            : checks.anyMismatch() ? ExitCode.MISMATCH : ExitCode.COMPLETED_WITH_ERRORS)
                    .code();
        }
    }

    private static String verdict(CheckOutcome check) {
        return switch (check.verdict()) {
            case CheckOutcome.Verdict.Match _ -> "yes";
            case CheckOutcome.Verdict.Mismatch _ -> "NO";
            case CheckOutcome.Verdict.NotMade notMade -> "not made: " + notMade.why();
        };
    }
}
