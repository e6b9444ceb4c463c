package io.movein.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.runtime.status.ServiceHealth;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.model.IssueEdit;
import java.net.URI;
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
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
    }

    @AfterEach
    void stop() throws Exception {
        github.close();
    }

    @Test
    void aMigrationThatWasClosedAsItShouldBreaksNothing() {
        var issue = migration();

        assertThat(broken(
                        List.of(issue),
                        List.of("acme/platform#1 1"),
                        List.of("acme/platform#1/1", "acme/platform#1/2")))
                .isEmpty();
    }

    @Test
    void saysWhatWasDoubledAndWhatWasLost() {
        var closed = migration();
        github.model().comment(BOT, closed, "<!-- movein:status sequence=9 -->");
        var open = github.model()
                .open("capability-owner", "Migrate", "", List.of())
                .number();

        assertThat(broken(List.of(closed, open), List.of("acme/platform#1 1", "acme/platform#1 1"), List.of()))
                .containsExactlyInAnyOrder(
                        "#" + closed + " has 2 × status comment (expected 1)",
                        "#" + open + " is not closed: []",
                        "#" + open + " has 0 × status comment (expected 1)",
                        "#" + open + " has 0 × review (expected 1)",
                        "#" + open + " has 0 × report (expected 1)",
                        "run 'acme/platform#1 1' was started 2 times",
                        "the run of #" + open + " was not started");
    }

    @Test
    void saysWhatWasLostOrToldTwiceAmongTheEvents() {
        assertThat(broken(List.of(), List.of(), List.of("a#1/1", "a#1/3", "b#1/1", "a#1/3", "a#1/4")))
                .containsExactly("the event a#1/3 follows number 1", "the event a#1/3 follows number 3");
    }

    @Test
    void saysWhatIsLeftAndWhoIsNotWell() {
        var unwell = new ServiceHealth(
                "runner", URI.create("http://127.0.0.1:1"), "DOWN", List.of("orders: dead"), List.of(), 0);
        var aftermath = new Aftermath(
                List.of(), List.of(), List.of("a#1: garbage"), List.of("tenant-1/job/run-1"), List.of(unwell));

        assertThat(new Verdict(github.model()).broken(List.of(), aftermath))
                .containsExactly(
                        "a dead letter: a#1: garbage",
                        "tenant-1/job/run-1 was left on the cluster",
                        "runner is DOWN: orders: dead");
    }

    private List<String> broken(List<Integer> issues, List<String> starts, List<String> events) {
        return new Verdict(github.model())
                .broken(issues, new Aftermath(starts, events, List.of(), List.of(), List.of()));
    }

    private int migration() {
        var issue = github.model()
                .open("capability-owner", "Migrate", "", List.of())
                .number();
        github.model().comment(BOT, issue, "<!-- movein:status sequence=8 -->");
        github.model().comment(BOT, issue, "<!-- movein:review revision=1 -->");
        github.model().comment(BOT, issue, "<!-- movein:report run=1 -->");
        github.model().addLabels(BOT, issue, List.of("state:closed"));
        github.model().edit(BOT, issue, IssueEdit.close("completed"));
        return issue;
    }
}
