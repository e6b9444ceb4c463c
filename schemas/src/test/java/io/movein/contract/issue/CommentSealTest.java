package io.movein.contract.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommentSealTest {

    private static final Marker REVIEW = new Marker.Review("ab12cd34ef56", 1, "acme/platform#17", 3);
    private static final String TEXT = "### Approval wanted\n\n| image | `importer@sha256:0` |\n";
    private static final CommentSeal SEAL = CommentSeal.with(Optional.of("a secret"));

    @Test
    void aCommentAsItWasWrittenIsIntact() {
        assertThat(SEAL.isIntact(SEAL.comment(REVIEW, TEXT))).isTrue();
    }

    @Test
    void lineEndsAndBlanksAtTheEndOfLinesAreGitHubsAffair() {
        var comment = SEAL.comment(REVIEW, TEXT).strip().replace("\n", "  \r\n");

        assertThat(SEAL.isIntact(comment)).isTrue();
    }

    @Test
    void anyOtherChangeOfTheTextIsSeen() {
        var comment = SEAL.comment(REVIEW, TEXT);

        assertThat(SEAL.isIntact(comment.replace("importer", "harmless"))).isFalse();
        assertThat(SEAL.isIntact(comment + "\nmore")).isFalse();
        assertThat(SEAL.isIntact(comment.replace("\n\n", "\n"))).isFalse();
    }

    @Test
    void aChangeOfTheMarkerIsSeen() {
        var status = SEAL.comment(new Marker.Status(3), TEXT);

        assertThat(SEAL.isIntact(status.replace("sequence=3", "sequence=999999")))
                .isFalse();
        assertThat(SEAL.isIntact(SEAL.comment(REVIEW, TEXT).replace("run=1", "run=2")))
                .isFalse();
    }

    @Test
    void aCommentWithoutMarkerOrSealIsNotIntact() {
        assertThat(SEAL.isIntact(TEXT)).isFalse();
        assertThat(SEAL.isIntact("<!-- " + REVIEW.text() + " -->\n" + TEXT)).isFalse();
    }

    @Test
    void aCommentOfALostStoryIsNotIntactAndOneOfAnEarlierVersionIs() {
        var first = SEAL.of(() -> Optional.of("first"));
        var second = SEAL.of(() -> Optional.of("second"));

        assertThat(first.isIntact(first.comment(REVIEW, TEXT))).isTrue();
        assertThat(second.isIntact(first.comment(REVIEW, TEXT))).isFalse();
        assertThat(second.isIntact(SEAL.comment(REVIEW, TEXT))).isTrue();
    }

    @Test
    void withASecretNobodyElseCanSeal() {
        assertThat(SEAL.isIntact(CommentSeal.plain().comment(REVIEW, TEXT))).isFalse();
        assertThat(SEAL.isIntact(CommentSeal.with(Optional.of("guessed")).comment(REVIEW, TEXT)))
                .isFalse();
    }
}
