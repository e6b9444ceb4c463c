package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.testkit.Browser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does on a pull request, in a real browser. */
class PullPagesIT {

    @TempDir
    Path profile;

    @TempDir
    Path data;

    @Test
    void editsAFileOnTheBranchReviewsItAndMerges() throws Exception {
        assumeTrue(Browser.isAvailable(), Browser.MISSING);
        try (var github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
                var browser = Browser.start(profile)) {
            var git = github.model().git();
            git.createBranch("movein[bot]", "acme:plan", git.commit("main").sha());
            git.writeByHand("movein[bot]", "acme:plan", "Templates", "plans/1/risks.yaml", "risks: []\n");
            var pull = github.model().pulls().open("movein[bot]", "Assessment", "Fill in", "plan", "main");

            browser.open(URI.create(github.url() + "/acme/platform/pulls"));
            browser.viewAs("operator");
            browser.go(".row-title");
            assertThat(browser.text()).contains("wants to merge 1 commit into main from acme:plan", "Templates");
            browser.go("#files");
            browser.go("a[aria-label='Edit plans/1/risks.yaml']");
            browser.type("#text", "risks:\n  - outage\n");
            browser.go("#commit");

            var head = github.model().pulls().get(pull.number()).headSha();
            git.status("movein[bot]", head, "success", "movein", "all good", null);
            browser.await("the status", () -> browser.text().contains("all good"));
            browser.picture("pull");
            browser.go("#approve");
            assertThat(browser.text()).contains("operator approved");
            browser.go("#merge");

            assertThat(browser.text()).contains("Merged by operator");
            assertThat(github.model().pulls().reviews(pull.number()))
                    .singleElement()
                    .extracting("author", "state", "commit")
                    .containsExactly("operator", "APPROVED", head);
            var merged = Objects.requireNonNull(git.files("main").get("plans/1/risks.yaml"));
            assertThat(new String(git.blob(merged.sha()), StandardCharsets.UTF_8))
                    .isEqualTo("risks:\n  - outage\n");
        }
    }
}
