package io.movein.process.cli;

import io.movein.process.Assignment;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.evidence.EvidenceFolder;
import io.movein.process.evidence.EvidenceStore;
import io.movein.process.report.Display;
import io.movein.process.report.Lines;
import io.movein.process.report.TerminalDisplay;
import io.movein.process.run.Execution;
import io.movein.process.run.MigrationProcess;
import io.movein.process.run.Session;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** What the commands have in common. */
record CommandContext<C>(
        MigrationProcess<C> process, Map<String, String> environment, PrintStream out, boolean terminal, Stop stop) {

    Display display(Secrets secrets) {
        return terminal ? new TerminalDisplay(out, secrets::redact) : new Lines(out, secrets::redact);
    }

    /** Of what the environment says, and nothing else; returns the exit code. */
    int runAsAssigned() {
        try {
            return run(Assignment.read(environment));
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    /** @return the exit code */
    int run(Assignment assignment) {
        var secrets = new Secrets(assignment.secrets());
        return new Execution<>(process, display(secrets), stop)
                .run(assignment, secrets)
                .code();
    }

    /** Tells why nothing came of it; returns the exit code. */
    int failed(Exception e) {
        out.println(e instanceof MigrationFailure ? e.getMessage() : "unexpected: " + e);
        return e instanceof MigrationFailure failure ? failure.exitCode().code() : ExitCode.UNEXPECTED.code();
    }

    /** @param location of one run's: a folder, or what the report names */
    EvidenceStore evidence(String location, Options options) {
        return location.contains("://") ? elsewhere(location, options) : new EvidenceFolder(Path.of(location));
    }

    private EvidenceStore elsewhere(String location, Options options) {
        var assignment = options.assignment(environment, Map.of("MOVEIN_MODE", "dry-run"));
        var secrets = new Secrets(assignment.secrets());
        var configuration = Session.configuration(process, assignment, secrets);
        return process.evidenceAt(configuration, secrets, location)
                .orElseThrow(() -> new MigrationFailure(
                        ExitCode.CONFIGURATION,
                        "'%s' is no place of the configuration's (expected a folder, or where its evidence is kept)"
                                .formatted(location)));
    }
}
