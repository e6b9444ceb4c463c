package io.movein.process.report;

import java.io.PrintStream;
import java.util.function.UnaryOperator;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar for whoever runs a process by hand; log lines go above it. */
public final class TerminalDisplay implements Display {

    private static final int REDRAW_MILLIS = 250;

    private final PrintStream out;
    private final UnaryOperator<String> redact;
    private @Nullable ProgressBar bar;
    private String phase = "";

    public TerminalDisplay(PrintStream out, UnaryOperator<String> redact) {
        this.out = out;
        this.redact = redact;
    }

    @Override
    public synchronized void show(ProgressReport report) {
        if (bar == null || !phase.equals(report.phase())) {
            close();
            phase = report.phase();
            bar = new ProgressBarBuilder()
                    .setTaskName(phase)
                    .setUnit(" " + report.unit(), 1)
                    .setInitialMax(report.total().orElse(-1))
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REDRAW_MILLIS)
                    .setConsumer(new ConsoleProgressBarConsumer(out))
                    .showSpeed()
                    .build();
        }
        report.total().ifPresent(bar::maxHint);
        bar.stepTo(report.done());
    }

    @Override
    public synchronized void alarm(String name, String detail) {
        log("ALARM %s: %s".formatted(name, detail));
    }

    @Override
    public synchronized void log(String line) {
        out.println("\r" + redact.apply(line) + "\u001B[K");
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
