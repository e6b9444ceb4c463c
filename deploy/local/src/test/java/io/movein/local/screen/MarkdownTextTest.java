package io.movein.local.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTextTest {
    private static final String COMMENT = """
            <!-- movein:review revision=ab12cd34ef56 run=1 -->
            ## Ready for approval

            @operator, set the label `operator:approved` to let **run 1** start, once, with exactly what stands here.

            | | |
            |---|---|
            | Image | registry.example/media@sha256:4b825dc6 |
            | CPU | 500m |

            - one
            - two, which is a long line that goes on and on until it does not fit into the width of any terminal at all
            """;

    @Test
    void readsAsAPersonWouldWriteItInPlainText() {
        assertThat(MarkdownText.lines(COMMENT, 60))
                .containsExactly(
                        "READY FOR APPROVAL",
                        "@operator, set the label operator:approved to let run 1",
                        "start, once, with exactly what stands here.",
                        "Image  registry.example/media@sha256:4b825dc6",
                        "CPU    500m",
                        "• one",
                        "• two, which is a long line that goes on and on until it",
                        "  does not fit into the width of any terminal at all");
    }

    @Test
    void aTableThatIsTooWideStandsBeneathEachOther() {
        assertThat(MarkdownText.lines(COMMENT, 30)).contains("Image", "CPU", "  500m");
    }

    @Test
    void linesOfACellDoNotRunTogether() {
        var table = """
                | What | Value |
                |---|---|
                | Secrets | `old-host`<br>`media-storage`<br/>a third |
                """;

        assertThat(MarkdownText.lines(table, 80)).contains("Secrets  old-host, media-storage, a third");
        assertThat(MarkdownText.lines(table, 30)).contains("  old-host, media-storage, a");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 52, 80, 120})
    void keepsWithinTheWidthButForAWordThatIsLonger(int width) {
        assertThat(MarkdownText.lines(COMMENT, width))
                .allSatisfy(line -> assertThat(
                                line.length() <= width || !line.strip().contains(" "))
                        .isTrue());
    }
}
