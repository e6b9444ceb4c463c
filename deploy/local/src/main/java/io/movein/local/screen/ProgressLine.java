package io.movein.local.screen;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far something is: a bar that fills in a terminal, a line per quarter elsewhere. */
public final class ProgressLine implements AutoCloseable {
    private static final int REFRESH_MILLIS = 200;

    private final Screen screen;
    private String phase = "";
    private long quartersTold;
    private @Nullable ProgressBar bar;

    public ProgressLine(Screen screen) {
        this.screen = screen;
    }

    public void show(String newPhase, long done, @Nullable Long total, String unit) {
        if (!newPhase.equals(phase)) {
            close();
            phase = newPhase;
            quartersTold = -1;
        }
        if (screen.terminal()) {
            fill(done, total, unit);
        }
        tellQuarter(done, total, unit);
    }

    private void fill(long done, @Nullable Long total, String unit) {
        var filling = bar;
        if (filling == null) {
            filling = new ProgressBarBuilder()
                    .setTaskName(" ".repeat(28) + phase)
                    .setUnit(" " + unit, 1)
                    .setInitialMax(-1)
                    .setStyle(
                            screen.colours() ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .setConsumer(new DelegatingProgressBarConsumer(screen::passing, screen.width() - 1))
                    .build();
            bar = filling;
        }
        filling.maxHint(total == null ? -1 : total);
        filling.stepTo(done);
    }

    private void tellQuarter(long done, @Nullable Long total, String unit) {
        var quarter = total == null || total == 0 ? 0 : done * 4 / total;
        if ((!screen.terminal() || quarter == 4) && quarter > quartersTold) {
            quartersTold = quarter;
            close();
            screen.did("process", phase + "  " + done + (total == null ? "" : " of " + total) + " " + unit);
        }
    }

    /** Stops redrawing the bar. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
