package io.movein.local.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void writesPlainLinesWhereThereIsNoTerminal() {
        var screen = new Screen(out, false, false);

        screen.did("operator", screen.paint("approved", Screen.Style.GREEN));
        new ProgressLine(screen).show("copy", 100, 100L, "objects");

        assertThat(written())
                .contains("operator          approved", "process           copy  100 of 100 objects")
                .doesNotContain("\033", "\r");
    }

    @Test
    void tellsProgressByQuartersWhereALineCannotBeReplaced() {
        var progress = new ProgressLine(new Screen(out, false, false));

        for (var done = 0; done <= 100; done++) {
            progress.show("copy", done, 100L, "objects");
        }

        assertThat(written().lines().map(line -> line.replaceFirst(".*copy  ", "")))
                .containsExactly(
                        "0 of 100 objects",
                        "25 of 100 objects",
                        "50 of 100 objects",
                        "75 of 100 objects",
                        "100 of 100 objects");
    }

    @Test
    void replacesAPassingLineInATerminal() {
        var screen = new Screen(out, true, true);

        screen.passing("half");
        screen.line("done");

        assertThat(written()).isEqualTo("\r\033[Khalf\r\033[Kdone" + System.lineSeparator());
    }

    @Test
    void drawsABarInATerminalAndALineWhenItIsFull() {
        var progress = new ProgressLine(new Screen(out, true, false));

        progress.show("copy", 50, 100L, "objects");
        progress.show("copy", 100, 100L, "objects");

        assertThat(written()).contains("copy", "100%", "100/100 objects", "process           copy  100 of 100 objects");
    }

    @Test
    void goesOnBeneathWhereATerminalHasNoRoom() {
        var screen = new Screen(out, true, false, 60);

        screen.did("start", "shared servers of twenty tenants and dedicated ones of one");
        screen.found(true, "each write is there", "10 writes");
        screen.found(false, "each record is there", "12 differences: client 1: 3 records, acknowledged 4 of them");

        assertThat(written().lines().map(line -> line.replaceFirst("^ +\\d+\\.\\d s", "")))
                .containsExactly(
                        "  start             shared servers of twenty tenants",
                        " ".repeat(28) + "and dedicated ones of one",
                        "  ✓ each write is there",
                        "      10 writes",
                        "  ✗ each record is there",
                        "      12 differences: client 1: 3 records, acknowledged 4 of",
                        "      them");
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
