package io.movein.reporter.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
    @Test
    void whatIsWrittenIsReadBack() {
        var markers = List.of(
                new Marker.Status(12),
                Marker.review("ab12cd34ef56", 2, "acme/platform#17", 3),
                Marker.report(1, "acme/platform#17", 9),
                Marker.reply("acme/platform#17", 11));

        assertThat(markers)
                .allSatisfy(marker ->
                        assertThat(Marker.of(marker.text() + "\r\ntext")).contains(marker));
    }

    @Test
    void hasTheFormThatIntakeReads() {
        assertThat(Marker.review("ab12cd34ef56", 1, "owner/repo#17", 3).text())
                .isEqualTo("<!-- movein:review revision=ab12cd34ef56 run=1 event=owner/repo#17/3 -->");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "hello\n<!-- movein:status sequence=99 -->",
                "<!-- movein:status sequence=-1 -->",
                "> <!-- movein:report run=1 event=acme/platform#17/9 -->",
                "<!-- movein:status sequence=9999999999999999999 -->"
            })
    void nothingElseIsAMarker(String comment) {
        assertThat(Marker.of(comment)).isEmpty();
    }
}
