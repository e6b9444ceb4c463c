package io.movein.local.journey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.testkit.Browser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.support.ui.Select;

/** The whole journey as people do it: in a browser, and nowhere else. Leaves the pictures of the documentation in target/screenshots. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BrowserJourneyIT {
    @TempDir
    static Path folder;

    private static Town town;
    private static Browser browser;

    @BeforeAll
    static void start() {
        assumeTrue(Browser.isAvailable(), Browser.MISSING);
        town = new Town(folder.resolve("data"));
        browser = Browser.start(folder.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (town != null) {
            town.close();
        }
    }

    /** First, so that the list of issues in the picture has nothing else in it. */
    @Test
    @Order(1)
    void aPersonDoesTheWholeJourneyInABrowser() throws Exception {
        var gate = folder.resolve("gate");
        var image = town.image("""
                echo "reading the manifest of the old host: 1200 files"
                echo '{"movein":{"phase":"copy","done":734,"total":1200,"unit":"files"}}'
                while [ ! -e %s ]; do sleep 0.1; done
                echo '{"movein":{"phase":"copy","done":1200,"total":1200,"unit":"files"}}'
                echo "1200 files copied, every SHA-256 matches" | tee "$MOVEIN_TERMINATION_LOG"
                """.formatted(gate));
        var onboarding = town.tenant("media-library", "capability-owner");
        var pages = requireNonNull(town.stack().localGitHub()).url();

        browser.open(URI.create(pages + "/acme/platform/issues"));
        browser.viewAs("capability-owner");
        browser.go("a.primary");
        browser.go("a[href*='migrate-my-data']");
        fillIn(browser, onboarding, image);
        browser.script("window.scrollTo(0, 0)");
        browser.picture("new-issue-form");
        browser.go("#submit");
        awaitText(browser, "Ready for approval");
        awaitState(browser, "awaiting-approval");
        show(browser, "Ready for approval", "awaiting-approval");

        browser.viewAs("operator");
        browser.click("#add-label summary");
        browser.go("#add-label button[value='operator:approved']");
        awaitState(browser, "running");
        awaitText(browser, "734");
        show(browser, "734", "running");
        Files.createFile(gate);

        browser.viewAs("capability-owner");
        awaitText(browser, "every SHA-256 matches");
        awaitState(browser, "awaiting-validation");
        show(browser, "Termination message", "terminal-report");
        browser.type("#new-comment", "The albums are all there, thank you.\n\n/validated");
        browser.go("#comment");
        awaitState(browser, "closed");
        show(browser, "Clean-up ✓", "closed");
        browser.open(URI.create(pages + "/acme/platform/issues?state=closed"));
        browser.picture("issue-list");

        assertThat(browser.text()).contains("Move the media library");
        assertThat(town.leftovers("media-library")).isEmpty();
    }

    @Test
    @Order(2)
    void aLeadTakesAPlanThroughAllStagesInABrowser() throws Exception {
        new PlanInABrowser(town, browser).goesThroughAllStages();
    }

    private static void awaitText(Browser browser, String text) throws InterruptedException {
        browser.await("'" + text + "' is shown", () -> browser.text().contains(text));
    }

    /** A picture of the comment that says this. */
    private static void show(Browser browser, String text, String picture) throws IOException {
        browser.script("Array.from(document.querySelectorAll('.box.comment')).filter(box => box.innerText.includes('"
                + text + "')).at(-1)?.scrollIntoView()");
        browser.picture(picture);
    }

    private static void awaitState(Browser browser, String state) throws InterruptedException {
        browser.await(
                "label state:" + state,
                () -> browser.find("[data-live=labels]").getText().contains("state:" + state));
    }

    private static void fillIn(Browser browser, int onboarding, String image) {
        browser.type("#field-title", "Move the media library");
        browser.type("#field-onboarding", "#" + onboarding);
        browser.type("#field-source", "Old NAS in the cellar\nFiles with a SHA-256 manifest\n1,200 files, 240 MB");
        browser.type("#field-artifact", image);
        new Select(browser.find("#field-mode")).selectByVisibleText("live");
        browser.type("#field-cpu", "500m");
        browser.type("#field-memory", "256Mi");
        browser.type("#field-storage", "64Mi");
        browser.type("#field-egress", "127.0.0.1:18090");
        browser.type("#field-destinations", "storage:9000");
        browser.type("#field-secrets", "old-host");
        new Select(browser.find("#field-rerun")).selectByVisibleText("safe on populated destination");
        new Select(browser.find("#field-resume")).selectByVisibleText("no");
        browser.type("#field-runtime", "30m");
    }
}
