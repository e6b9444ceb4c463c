package io.movein.local.screen;

import org.jspecify.annotations.Nullable;

/** How far something is: a bar that fills in a terminal, a line per quarter elsewhere. */
public final class ProgressLine {
    private static final int WIDTH = 40;

    private final Screen screen;
    private String phase = "";
    private long quartersTold;

    public ProgressLine(Screen screen) {
        this.screen = screen;
    }

    public void show(String newPhase, long done, @Nullable Long total, String unit) {
        if (!newPhase.equals(phase)) {
            phase = newPhase;
            quartersTold = -1;
        }
        var counted = phase + "  " + done + (total == null ? "" : " of " + total) + " " + unit;
        screen.passing(" ".repeat(28) + (total == null ? "" : bar(done, total) + "  ") + counted);
        var quarter = total == null || total == 0 ? 0 : done * 4 / total;
        if ((!screen.terminal() || quarter == 4) && quarter > quartersTold) {
            quartersTold = quarter;
            screen.did("process", counted);
        }
    }

    static String bar(long done, long total) {
        var filled = total == 0 ? 0 : (int) Math.min(WIDTH, done * WIDTH / total);
        return "█".repeat(filled) + "░".repeat(WIDTH - filled);
    }
}
