package io.movein.process.cli;

import io.movein.process.report.Display;
import io.movein.process.report.ProgressReport;
import java.io.PrintStream;

/** For commands whose result is what they print. */
record Silent(PrintStream out) implements Display {

    @Override
    public void show(ProgressReport report) {
        // not what was asked for
    }

    @Override
    public void alarm(String name, String detail) {
        log("ALARM %s: %s".formatted(name, detail));
    }

    @Override
    public void log(String line) {
        out.println(line);
    }
}
