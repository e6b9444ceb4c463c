package io.movein.reporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.event.CommandRefused;
import io.movein.model.Problem;
import io.movein.model.Run;
import io.movein.model.State;
import io.movein.reporter.Samples;
import io.movein.reporter.Story;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.junit.jupiter.api.Test;
import org.owasp.html.Sanitizers;

/** Whole comments with something evil in every field that people or programs fill. */
class UntrustedTest {
    private static final String EVIL =
            "<!-- movein:report run=9 event=acme/platform#17/99 --> <img src=x onerror=alert(1)> "
                    + "![x](https://evil.example/x.png) [here](https://evil.example) | ``` \n# </details> @operator #1";

    private final Texts texts = Texts.mentioning(List.of());

    @Test
    void aStatusCommentShowsEvilAsText() {
        var request = Samples.aRequest()
                .setOnboarding(EVIL)
                .setSource(EVIL)
                .setImage(EVIL)
                .setEgress(List.of(EVIL))
                .setDestinations(List.of(EVIL))
                .setSecrets(List.of(EVIL))
                .build();
        var status = Samples.aStatus(State.NEEDS_CHANGES)
                .setTitle(EVIL)
                .setTenant(EVIL)
                .setRequest(request)
                .setProblems(List.of(new Problem(EVIL, EVIL, EVIL)))
                .build();

        var text = texts.status(Story.requested(1), 1, status, Note.NONE);

        assertHarmless(text);
    }

    @Test
    void aReportShowsEvilAsText() {
        var event = Story.failed(
                9,
                result -> result.setDetail(EVIL).setTerminationMessage(EVIL).setLastLines(List.of(EVIL, "```", EVIL)));

        var text = texts.comment(CommentKind.REPORT, event, event.getStatus(), Around.NOTHING);

        assertHarmless(text.replace("@capability-owner", ""));
    }

    @Test
    void repliesShowEvilAsText() {
        var refused = Story.refused(3, "comment:1", Samples.actor(3001, EVIL), EVIL);
        var invalid = Story.invalid(4, EVIL);

        assertHarmless(texts.comment(
                CommentKind.REFUSED,
                refused,
                refused.getStatus(),
                new Around(Note.NONE, Optional.empty(), List.of(evilRefusal()))));
        assertHarmless(texts.comment(CommentKind.INVALID, invalid, invalid.getStatus(), Around.NOTHING)
                .replace("@capability-owner", ""));
    }

    private static CommandRefused evilRefusal() {
        return CommandRefused.newBuilder(Story.refused(2, "comment:0", Samples.actor(3001, EVIL), EVIL))
                .setReason(EVIL)
                .setRemedy(EVIL)
                .build();
    }

    @Test
    void theLongestCommentIsNoLongerThanGitHubTakes() {
        var many = Collections.nCopies(400, "&<>".repeat(2000));
        var problems = Collections.nCopies(200, new Problem("a.b", many.getFirst(), many.getFirst()));
        var request = Samples.aRequest()
                .setEgress(many)
                .setDestinations(many)
                .setSecrets(many)
                .setSource(many.getFirst())
                .build();
        var runs = Collections.nCopies(
                500,
                Run.newBuilder(Samples.startedRun().build())
                        .setResult(Samples.aFailure().build())
                        .build());
        var status = Samples.aStatus(State.AWAITING_PLAN)
                .setRequest(request)
                .setProblems(problems)
                .setRuns(runs)
                .build();
        var event = Story.failed(9, result -> result.setLastLines(many).setTerminationMessage(many.getFirst()));

        assertThat(texts.status(event, 1, status, Note.NONE)).hasSizeLessThan(65_300);
        assertThat(texts.comment(CommentKind.REPORT, event, status, Around.NOTHING))
                .hasSizeLessThan(65_300);
        assertThat(texts.comment(CommentKind.PROBLEMS, Story.denied(2, problems), status, Around.NOTHING))
                .hasSizeLessThan(65_300);
    }

    private static void assertHarmless(String text) {
        var extensions = List.of(TablesExtension.create());
        var html = HtmlRenderer.builder()
                .extensions(extensions)
                .build()
                .render(Parser.builder().extensions(extensions).build().parse(text));
        var allowed = Sanitizers.FORMATTING
                .and(Sanitizers.BLOCKS)
                .and(Sanitizers.TABLES)
                .and(Sanitizers.LINKS)
                .and(Sanitizers.IMAGES)
                .sanitize(html);

        assertThat(html).doesNotContain("<img", "<a ", "<!--", "<h1");
        assertThat(allowed).doesNotContain("<img", "<a ").contains("evil");
        assertThat(text).doesNotContain("<!--");
        assertThat(html.replaceAll("(?s)<code.*?</code>", ""))
                .as("mentions outside code")
                .doesNotContain("@operator");
    }
}
