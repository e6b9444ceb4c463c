package io.movein.local.journey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.local.demo.PlanFiles;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.PullRequest;
import io.movein.testkit.Browser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** A migration plan through its five stages to a live run, as people do it in a browser; its two migrations go the way of other tests. */
final class PlanInABrowser {
    private static final String TENANT = "planned-library";

    private final Town town;
    private final GitHubModel github;
    private final Browser browser;
    private final String pages;
    private int plan;

    PlanInABrowser(Town town, Browser browser) {
        this.town = town;
        this.browser = browser;
        github = town.github();
        pages = requireNonNull(town.stack().localGitHub()).url() + "/acme/platform";
    }

    void goesThroughAllStages() throws Exception {
        var image = town.image("""
                echo '{"movein":{"summary":"moved","checks":[{"check":"SHA-256","of":"files","source":"9","target":"9","match":true}]}}' > "$MOVEIN_TERMINATION_LOG"
                """);
        var onboarding = town.tenant(TENANT, "capability-owner");

        file(onboarding);
        awaitText("Migration plan: assessment, needs work");
        browser.picture("plan");
        var assessment = pull("assessment");
        browser.open(URI.create(pages + "/pull/" + assessment.number()));
        awaitText("problems at commit");
        browser.picture("plan-findings");
        edit("assessment", "inventory.yaml", PlanFiles.INVENTORY);
        edit("assessment", "risks.yaml", PlanFiles.RISKS);
        awaitMerged("assessment");

        edit("mapping", "mapping.yaml", PlanFiles.MAPPING);
        approveByWord("mapping");

        var dryRun = migrate(onboarding, image, "dry-run");
        edit("migrate", "artifacts.yaml", PlanFiles.artifacts(image, dryRun.number(), revision(dryRun)));
        approveByLabel("migrate");

        edit("validation", "validation.yaml", PlanFiles.validation(text("validation", "validation.yaml")));
        approveByWord("validation");

        edit("cutover", "runbook.yaml", PlanFiles.RUNBOOK);
        edit("cutover", "rollback.yaml", PlanFiles.ROLLBACK);
        review("cutover");

        browser.open(URI.create(pages + "/issues/" + plan));
        awaitText("all stages have passed");
        migrate(onboarding, image, "live");
        awaitText("The plan is completed");
        browser.script("Array.from(document.querySelectorAll('.box.comment')).filter(box =>"
                + " box.innerText.includes('The plan is completed')).at(-1)?.scrollIntoView()");
        browser.picture("plan-completed");

        assertThat(github.issue(plan)).extracting("open", "stateReason").containsExactly(false, "completed");
        assertThat(town.leftovers(TENANT)).isEmpty();
    }

    private void file(int onboarding) throws InterruptedException {
        browser.open(URI.create(pages + "/issues"));
        browser.viewAs("migration-lead");
        browser.go("a.primary");
        browser.go("a[href*='plan-a-migration']");
        browser.type("#field-title", "The media library moves");
        browser.type("#field-what", "The media library");
        browser.type("#field-from", "the old host");
        browser.type("#field-to", "the tenant's storage");
        browser.type("#field-tenants", "#" + onboarding);
        browser.type("#field-reviewers", "capability-owner");
        browser.type("#field-recovery", "30m");
        browser.go("#submit");
        plan = Integer.parseInt(browser.at().getPath().replaceFirst(".*/", ""));
    }

    private void edit(String stage, String file, String text) throws InterruptedException {
        var number = pull(stage).number();
        browser.open(URI.create(pages + "/pull/" + number + "/files"));
        browser.viewAs("migration-lead");
        browser.go("a[aria-label='Edit " + path(file) + "']");
        browser.type("#text", text);
        browser.go("#commit");
    }

    private void approveByWord(String stage) throws InterruptedException {
        awaitQuestion(stage);
        browser.viewAs("migration-lead");
        browser.type("#new-comment", "/approve");
        browser.go("#comment");
        awaitMerged(stage);
    }

    private void approveByLabel(String stage) throws InterruptedException {
        awaitQuestion(stage);
        browser.viewAs("operator");
        browser.click("#add-label summary");
        browser.go("#add-label button[value='operator:approved']");
        awaitMerged(stage);
    }

    private void review(String stage) throws InterruptedException {
        awaitQuestion(stage);
        browser.open(URI.create(pages + "/pull/" + pull(stage).number()));
        browser.viewAs("capability-owner");
        browser.go("#approve");
        awaitMerged(stage);
    }

    /** Nothing counts that is said in the very second of the question. */
    private void awaitQuestion(String stage) throws InterruptedException {
        browser.open(URI.create(pages + "/issues/" + plan));
        awaitText(stage + ": waiting for ");
        var next = Instant.now().plusSeconds(1);
        browser.await("the next second", () -> Instant.now().isAfter(next));
    }

    private PullRequest pull(String stage) throws InterruptedException {
        var label = "acme:movein/plan-" + plan + "/" + stage;
        browser.await("the pull request of " + stage, () -> !found(label).isEmpty());
        return found(label).values().iterator().next();
    }

    private Map<Integer, PullRequest> found(String label) {
        return github.pulls().all().stream()
                .filter(pull -> pull.head().equals(label))
                .collect(Collectors.toMap(PullRequest::number, pull -> pull));
    }

    private void awaitMerged(String stage) throws InterruptedException {
        var number = pull(stage).number();
        browser.await(stage + " is merged", () -> github.pulls().get(number).merge() != null);
    }

    private void awaitText(String text) throws InterruptedException {
        browser.await("'" + text + "' is shown", () -> browser.text().contains(text));
    }

    private String path(String file) {
        return "plans/" + plan + "/" + file;
    }

    private String text(String stage, String file) throws InterruptedException {
        var entry = requireNonNull(github.git().files(pull(stage).headSha()).get(path(file)));
        return new String(github.git().blob(entry.sha()), StandardCharsets.UTF_8);
    }

    private MigrationIssue migrate(int onboarding, String image, String mode) throws InterruptedException {
        var body = MigrationIssue.body(onboarding, image, mode) + "\n### Migration plan\n\n#" + plan + "\n";
        var issue = MigrationIssue.filed(github, "capability-owner", body);
        issue.isApproved(1);
        issue.awaitComment("<!-- movein:report ", "");
        issue.says("/validated");
        issue.awaitClosed();
        return issue;
    }

    private static String revision(MigrationIssue issue) throws InterruptedException {
        return issue.awaitComment("<!-- movein:review ", "")
                .replaceFirst("(?s)^<!-- movein:review revision=([0-9a-f]+) .*", "$1");
    }
}
