package io.movein.reporter.text;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.reporter.FullStory;
import io.movein.reporter.Samples;
import io.movein.reporter.Story;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.testkit.Browser;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comments as people see them, on a phone and on a desk, by day and by night; pictures are left in target/screenshots. */
class PicturesIT {
    /** Words of tables that stand on more than one line, code among them, as GitHub breaks neither. */
    private static final String BROKEN_WORDS = """
            const broken = [];
            for (const cell of document.querySelectorAll('.markdown th, .markdown td')) {
              const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                for (const word of texts.currentNode.data.matchAll(/[\\p{L}\\d]+/gu)) {
                  const range = document.createRange();
                  range.setStart(texts.currentNode, word.index);
                  range.setEnd(texts.currentNode, word.index + word[0].length);
                  const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
                  if (lines.size > 1) broken.push(word[0]);
                }
              }
            }
            return broken.join(' ');""";

    @TempDir
    static Path profile;

    @TempDir
    Path data;

    @Test
    void canBeReadOnAPhoneAndOnADeskByDayAndByNight() throws Exception {
        assumeTrue(Browser.isAvailable(), Browser.MISSING);
        try (var github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
                var browser = Browser.start(profile)) {
            var issue = github.model()
                    .openWithForm("capability-owner", "Move the media library in", "…", List.of("migrate-my-data"));
            comments().forEach(text -> github.model().comment("movein[bot]", issue.number(), text));
            for (var width : List.of(390, 1280)) {
                for (var dark : List.of(false, true)) {
                    browser.look(width, dark);
                    browser.open(URI.create(github.url() + "/acme/platform/issues/" + issue.number()));

                    check(browser, width + (dark ? "-dark" : "-light"));
                }
            }
        }
    }

    private static void check(Browser browser, String name) throws Exception {
        var comments = (long) requireNonNull(browser.script("return document.querySelectorAll('.comment').length"));
        for (int i = 1; i < comments; i++) {
            browser.script("document.querySelectorAll('.comment')[" + i + "].scrollIntoView()");
            browser.picture("comment-" + i + "-" + name);
        }
        assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                .as("%s: nothing is wider than the window", name)
                .isEqualTo(true);
        assertThat(browser.script(BROKEN_WORDS))
                .as("%s: words that are broken", name)
                .isEqualTo("");
    }

    private static List<String> comments() {
        var texts = Texts.mentioning(List.of("acme/platform-operators"))
                .with(new LogLinks(Optional.of("https://logs.example/?job={job}")));
        var running = FullStory.steered(6);
        var review = FullStory.passedWithEverything(2);
        var problems = Story.denied(2, Samples.problems());
        var report = FullStory.completedWithErrors(9);
        var help = Story.help(3);
        return List.of(
                texts.status(running, 6, running.getStatus(), Note.NONE),
                texts.comment(CommentKind.PROBLEMS, problems, problems.getStatus(), Around.NOTHING),
                texts.comment(CommentKind.REVIEW, review, review.getStatus(), Around.NOTHING),
                texts.comment(CommentKind.REPORT, report, report.getStatus(), Around.NOTHING),
                texts.comment(CommentKind.HELP, help, help.getStatus(), Around.NOTHING));
    }
}
