package io.movein.contract.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {

    @Test
    void whatIsWrittenIsReadBack() {
        var markers = List.<Marker>of(
                new Marker.Status(12),
                new Marker.Review("ab12cd34ef56", 2, "acme/platform#17", 3),
                new Marker.Report(1, "acme/my--platform#17", 9),
                new Marker.GateAsk(Stage.MAPPING, "0123456789abcdef0123456789abcdef01234567", "acme/platform#17", 10),
                new Marker.Findings("0123456789abcdef0123456789abcdef01234567", "acme/platform#17", 10),
                new Marker.Reply("acme/platform#17", 11));

        assertThat(markers)
                .allSatisfy(marker -> assertThat(Marker.of(CommentSeal.plain().comment(marker, "text")))
                        .contains(marker));
    }

    @Test
    void isReadWithoutASealToo() {
        var comment = "<!-- movein:review revision=ab12cd34ef56 run=1 event=owner/repo#17/3 -->\r\ntext";

        assertThat(Marker.of(comment)).contains(new Marker.Review("ab12cd34ef56", 1, "owner/repo#17", 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "hello\n<!-- movein:status sequence=99 -->",
                "<!-- movein:status sequence=-1 -->",
                "<!-- movein:status sequence=1 --> and more",
                "<!-- movein:status sequence=1 --><!-- movein:status sequence=2 -->",
                "> <!-- movein:report run=1 event=acme/platform#17/9 -->",
                "<!-- movein:report run=0 event=acme/platform#17/9 -->",
                "<!-- movein:gate stage=mapping commit=0123 event=acme/platform#17/9 -->",
                "<!-- movein:review run=1 event=acme/platform#17/9 -->",
                "<!-- movein:status sequence=9999999999999999999 -->"
            })
    void nothingElseIsAMarker(String comment) {
        assertThat(Marker.of(comment)).isEmpty();
    }
}
