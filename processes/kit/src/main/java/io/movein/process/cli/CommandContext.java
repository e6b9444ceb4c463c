package io.movein.process.cli;

import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.report.Display;
import io.movein.process.report.Lines;
import io.movein.process.report.TerminalDisplay;
import io.movein.process.run.MigrationProcess;
import java.io.PrintStream;
import java.util.Map;

/** What the commands have in common. */
record CommandContext<C>(
        MigrationProcess<C> process, Map<String, String> environment, PrintStream out, boolean terminal, Stop stop) {

    Display display(Secrets secrets) {
        return terminal ? new TerminalDisplay(out, secrets::redact) : new Lines(out, secrets::redact);
    }
}
