package io.movein.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.github.Config;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.model.IssueEdit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {
    private static final String BOT = "movein[bot]";

    @TempDir
    Path data;

    private LocalGitHub github;

    @BeforeEach
    void start() throws Exception {
        github = LocalGitHub.start(Config.of("acme/platform", data));
    }

    @AfterEach
    void stop() throws Exception {
        github.close();
    }

    @Test
    void aMigrationThatWasClosedAsItShouldBreaksNothing() {
        var issue = migration();

        assertThat(new Verdict(github.model(), List.of("acme/platform#1 1")).broken(List.of(issue)))
                .isEmpty();
    }

    @Test
    void saysWhatWasDoubledAndWhatWasLost() {
        var closed = migration();
        github.model().comment(BOT, closed, "<!-- movein:status sequence=9 -->");
        var open = github.model()
                .open("capability-owner", "Migrate", "", List.of())
                .number();

        assertThat(new Verdict(github.model(), List.of("a 1", "a 1")).broken(List.of(closed, open)))
                .contains(
                        "#" + closed + " has 2 × status comment (expected 1)",
                        "#" + open + " is not closed: []",
                        "#" + open + " has 0 × report (expected 1)",
                        "run 'a 1' was started 2 times");
        assertThat(new Verdict(github.model(), List.of()).broken(List.of(closed)))
                .contains("only 0 of 1 migrations were started");
    }

    private int migration() {
        var issue = github.model()
                .open("capability-owner", "Migrate", "", List.of())
                .number();
        github.model().comment(BOT, issue, "<!-- movein:status sequence=8 -->");
        github.model().comment(BOT, issue, "<!-- movein:report run=1 -->");
        github.model().addLabels(BOT, issue, List.of("state:closed"));
        github.model().edit(BOT, issue, IssueEdit.close("completed"));
        return issue;
    }
}
