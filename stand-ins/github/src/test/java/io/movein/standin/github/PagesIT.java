package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.standin.github.model.IssueEvent;
import io.movein.testkit.Browser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.support.ui.Select;

/** What a person does, in a real browser. */
class PagesIT {

    @TempDir
    static Path profile;

    /** Started by the first test and not before all, so that each shows as skipped where there is no Chromium. */
    private static @Nullable Browser shared;

    private Browser browser;

    @TempDir
    Path data;

    private LocalGitHub github;

    @AfterAll
    static void quit() {
        if (shared != null) {
            shared.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Browser.isAvailable(), Browser.MISSING);
        browser = shared == null ? Browser.start(profile) : shared;
        shared = browser;
        browser.forget();
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
    }

    @AfterEach
    void stop() throws IOException {
        if (github != null) {
            github.close();
        }
    }

    @Test
    void filesAnIssueWithTheFormAndGoesOnWithIt() throws Exception {
        browser.open(github.url());
        browser.go("a.primary");
        browser.picture("choose");
        browser.go("a[href*='migrate-my-data']");
        fillIn();
        browser.picture("form");
        browser.go("#submit");

        var issue = github.model().issue(1);
        assertThat(browser.at().getPath()).isEqualTo("/acme/platform/issues/1");
        assertThat(issue.author()).isEqualTo("capability-owner");
        assertThat(issue.labels()).containsExactly("migrate-my-data");
        assertThat(issue.body())
                .startsWith("### Onboarding issue\n\n#1\n\n### Source\n\nold host\r\n200 MB\n\n### Image\n\n")
                .contains("### Mode\n\nlive\n\n", "### Secrets\n\n_No response_\n\n")
                .contains("### Expected runtime\n\n5m\n\n")
                .endsWith("### Configuration\n\n```yaml\n\n```\n\n### Migration plan\n\n_No response_");

        browser.type("#new-comment", "/validated");
        browser.go("#comment");
        assertThat(github.model().comments(1))
                .singleElement()
                .extracting("author", "body")
                .containsExactly("capability-owner", "/validated");
        assertThat(browser.has("#add-label")).isFalse();

        browser.viewAs("outsider");
        browser.click("#add-label summary");
        browser.picture("labels");
        browser.go("#add-label button[value='operator:approved']");
        assertThat(github.model().events(1))
                .extracting(IssueEvent::actor)
                .containsExactly("capability-owner", "outsider");
        assertThat(browser.find(".event:last-of-type").getText()).contains("outsider added operator:approved");
    }

    @Test
    void saysWhatTheFormStillNeeds() throws Exception {
        browser.open(page("/issues/new?template=migrate-my-data.yml"));
        browser.script("document.querySelector('form.fields').noValidate = true");
        browser.type("#field-artifact", "kept:latest");
        browser.go("#submit");

        assertThat(browser.find(".problems").getText())
                .contains("Add a title", "Source is required", "Mode is required");
        assertThat(browser.find("#field-artifact").getDomProperty("value")).isEqualTo("kept:latest");
        assertThat(github.model().openIssues()).isZero();
    }

    @Test
    void showsWhatIsNewWithoutLosingWhatIsTyped() throws Exception {
        var issue = github.model().open("capability-owner", "Move", "body", List.of());
        browser.open(page("/issues/" + issue.number()));
        browser.type("#new-comment", "half a thou");

        github.model().comment("movein[bot]", issue.number(), "**Running** since now");
        github.model().addLabels("movein[bot]", issue.number(), List.of("state:running"));

        browser.await("the new comment is shown", () -> browser.text().contains("Running since now"));
        browser.await("the label is shown", () -> browser.has("[data-live=labels] .label"));
        assertThat(browser.find("#new-comment").getDomProperty("value")).isEqualTo("half a thou");
    }

    @Test
    void editsClosesAndReopens() throws Exception {
        var issue = github.model().open("capability-owner", "Move", "one\ntwo", List.of());
        browser.open(page("/issues/" + issue.number()));
        browser.viewAs("capability-owner");
        browser.go("#description .edit");
        browser.type("#edit-body", "three\nfour");
        browser.go("#save");
        browser.go("#close");
        var closed = github.model().issue(issue.number());
        browser.go("#reopen");

        assertThat(closed.body()).isEqualTo("three\r\nfour");
        assertThat(closed).extracting("open", "stateReason").containsExactly(false, "completed");
        assertThat(github.model().issue(issue.number()).open()).isTrue();
    }

    @Test
    void neutralisesWhatAnAttackerWrites() {
        var attack = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
        var issue = github.model().open("other-owner", attack, attack, List.of());
        github.model().addLabels("outsider", issue.number(), List.of("<b onclick=x>&\""));
        github.model().comment("other-owner", issue.number(), attack + "\n\n[x](javascript:document.title='owned')");

        browser.open(page("/issues/" + issue.number()));
        var titleOfIssue = browser.find("h1").getText();
        var inserted = browser.has("#issue img, #issue script, a[href^='javascript'], #issue .label b");
        browser.open(page("/issues"));

        assertThat(titleOfIssue).startsWith("<script>");
        assertThat(inserted).isFalse();
        assertThat(browser.has(".list script, .list img")).isFalse();
        assertThat(String.valueOf(browser.script("return document.title"))).doesNotContain("owned");
    }

    private void fillIn() {
        browser.type("#field-title", "Move the media library");
        browser.type("#field-onboarding", "#1");
        browser.type("#field-source", "old host\n200 MB");
        browser.type("#field-artifact", "registry.example.com/media@sha256:" + "a".repeat(64));
        new Select(browser.find("#field-mode")).selectByVisibleText("live");
        browser.type("#field-cpu", "500m");
        browser.type("#field-memory", "256Mi");
        browser.type("#field-storage", "1Gi");
        browser.type("#field-egress", "old-host.example:443");
        browser.type("#field-destinations", "media-store:9000");
        new Select(browser.find("#field-rerun")).selectByVisibleText("safe on populated destination");
        new Select(browser.find("#field-resume")).selectByVisibleText("no");
        browser.type("#field-runtime", "5m");
    }

    private URI page(String path) {
        return URI.create(github.url() + "/acme/platform" + path);
    }
}
