package io.movein.reporter.page;

import static io.movein.reporter.page.Given.NOON;
import static io.movein.reporter.page.Given.aMigration;
import static io.movein.reporter.page.Given.aPlan;
import static io.movein.reporter.page.Given.naming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.migration.MigrationSnapshot;
import io.movein.model.State;
import io.movein.reporter.text.LogLinks;
import io.movein.testkit.Browser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's page as people see it, on a phone and on a desk, by day and by night; pictures are left in target/screenshots. */
class PageIT {
    /** Texts whose contrast with what lies behind them is below 4.5. */
    private static final String FAINT = """
            const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            function rgb(colour) {
              canvas.clearRect(0, 0, 1, 1);
              canvas.fillStyle = colour;
              canvas.fillRect(0, 0, 1, 1);
              return [...canvas.getImageData(0, 0, 1, 1).data];
            }
            function ground(element) {
              for (let at = element; at; at = at.parentElement) {
                const colour = rgb(getComputedStyle(at).backgroundColor);
                if (colour[3] === 255) return colour;
              }
              return [255, 255, 255, 255];
            }
            function light(colour) {
              const [r, g, b] = colour.slice(0, 3).map(it => it / 255).map(it => it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            }
            const faint = [];
            for (const element of document.querySelectorAll('body *')) {
              if (![...element.childNodes].some(it => it.nodeType === 3 && it.data.trim())) continue;
              const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
              if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(element.textContent.trim());
            }
            return faint.join(' | ');""";

    private static final String FITS =
            "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    private static final String ACCESSIBLE = """
            return [...document.querySelectorAll('table')].every(it => it.caption)
              && document.querySelectorAll('h1').length === 1 && document.documentElement.lang === 'en'
              && [...document.querySelectorAll('input, select')].every(it => it.labels.length === 1);""";

    private static final String ROW = "section[data-key=migrations] tr[data-key=\"acme/platform#3\"]";
    private static final String KEPT = "return (document.activeElement === kept) + ' ' + getSelection()";
    private static final Duration TICK = Duration.ofMillis(200);

    @TempDir
    static Path profile;

    private static @Nullable Browser browser;

    private final MigrationTable table = new MigrationTable();
    private volatile Reading reading = Reading.of(0, NOON);
    private final Map<String, MigrationSnapshot> topic = new HashMap<>();

    private volatile Instant now = NOON;
    private final PageServer server = server();

    private PageServer server() {
        var settings =
                new PageSettings("127.0.0.1", 0, List.of(), "https://api.github.com", Map.of(), Optional.empty());
        return new PageServer(
                settings,
                table,
                row -> Optional.ofNullable(topic.get(row.id().toString())),
                new Views(table, () -> reading, settings, LogLinks.NONE),
                () -> now,
                TICK);
    }

    private void has(MigrationSnapshot snapshot) {
        topic.put(snapshot.getMigration(), snapshot);
        table.put(snapshot, new Row.Place(0, 0));
    }

    @BeforeAll
    static void startBrowser() {
        assumeTrue(Browser.isAvailable(), Browser.MISSING);
        browser = Browser.start(profile);
    }

    @AfterAll
    static void endBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() {
        has(aMigration(1, State.AWAITING_APPROVAL, Duration.ofHours(2), UnaryOperator.identity()));
        has(aMigration(2, State.AWAITING_VALIDATION, Duration.ofHours(3), Given::succeeded));
        has(aMigration(
                3,
                State.RUNNING,
                Duration.ofHours(1),
                it -> Given.running(it).setNodeSilentSince(NOON.minusSeconds(90))));
        has(aMigration(5, State.QUEUED, Duration.ofMinutes(30), Given::queued));
        has(aMigration(6, State.RUNNING, Duration.ofHours(1), it -> naming(40).apply(Given.running(it))));
        table.put(aPlan(40, Duration.ofHours(5), UnaryOperator.identity()));
        table.put(Given.told(6, Duration.ofMinutes(40)));
        server.start();
    }

    @AfterEach
    void stop() {
        browser.closeOthers();
        server.stop();
    }

    @Test
    void canBeReadEverywhere() throws Exception {
        for (var width : List.of(390, 1280)) {
            for (var dark : List.of(false, true)) {
                browser.look(width, dark);
                var look = "-" + width + (dark ? "-dark" : "-light");
                looksRight("index" + look, "/");
                looksRight("migration" + look, "/migrations/acme/platform/2");
                looksRight("capacity" + look, "/capacity");
                looksRight("friction" + look, "/friction");
                looksRight("plans" + look, "/plans");
                looksRight("plan" + look, "/plans/acme/platform/40");
            }
        }
        reading = Reading.of(41, NOON);
        looksRight("index-unread", "/");
    }

    @Test
    void renewsOnlyWhatHasChangedSoThatFocusSelectionAndWhatIsTypedStay() throws Exception {
        opens("/");
        browser.script("window.kept = document.querySelector('" + ROW + " a');"
                + "kept.focus(); getSelection().selectAllChildren(document.querySelector('h1'))");

        has(aMigration(8, State.AWAITING_APPROVAL, Duration.ofDays(9), UnaryOperator.identity()));
        browser.await("the new migration", () -> browser.text().contains("Move library 8"));
        assertThat(browser.script(KEPT)).isEqualTo("true Waits for you");

        has(aMigration(3, State.AWAITING_VALIDATION, Duration.ZERO, Given::succeeded));
        browser.await("the row at the top", () -> browser.has(ROW + ":first-child .awaiting-validation"));
        assertThat(browser.script(KEPT)).isEqualTo("true Waits for you");

        browser.type("input[name=q]", "libr");
        has(aMigration(9, State.AWAITING_APPROVAL, Duration.ofDays(9), UnaryOperator.identity()));
        browser.await("the next one, under typing hands", () -> browser.text().contains("Move library 9"));
        browser.typeOn("input[name=q]", "ary 9");
        browser.go("form button");
        assertThat(browser.text()).contains("Move library 9").contains("1 migration,");
        assertThat(browser.at().getQuery()).contains("q=library");
    }

    @Test
    void whereWhatHadTheFocusIsGoneTheContentHasIt() throws Exception {
        opens("/");
        browser.script("document.querySelector('" + ROW + " a').focus()");

        table.remove("acme/platform#3");

        browser.await("the row to go", () -> !browser.has(ROW));
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("main");
    }

    @Test
    void whatOnlyTimeChangesChangesOnAnOpenPage() throws Exception {
        opens("/");

        now = NOON.plus(Duration.ofDays(1));

        browser.await(
                "a longer wait",
                () -> browser.find("section[data-key=tasks]").getText().contains("1 d 2 h"));
        browser.await(
                "what Kafka has not said since",
                () -> browser.find("main").getText().startsWith("Kafka has not answered for 1 d"));
    }

    @Test
    void aTabThatIsLookedAtAgainShowsWhatItHasMissed() throws Exception {
        opens("/");
        browser.openTab(URI.create(server.url() + "/capacity"));
        browser.await("a live page", () -> browser.find("#live").getText().equals("live"));

        has(aMigration(8, State.AWAITING_APPROVAL, Duration.ofDays(9), UnaryOperator.identity()));
        browser.showFirstTab();

        browser.await("the new migration", () -> browser.text().contains("Move library 8"));
    }

    @Test
    void sevenWindowsThatAreAllLookedAtShareOneConnection() throws Exception {
        opens("/");
        for (var page : List.of("/capacity", "/friction", "/plans", "/", "/tasks", "/")) {
            browser.openWindow(URI.create(server.url() + page));
            browser.await("a live page", () -> browser.find("#live").getText().equals("live"));
            assertThat(browser.script("return document.hidden")).isEqualTo(false);
        }

        has(aMigration(8, State.AWAITING_APPROVAL, Duration.ofDays(9), UnaryOperator.identity()));

        browser.await("the new migration", () -> browser.text().contains("Move library 8"));
        browser.showFirstTab();
        browser.await("it in the first window, too", () -> browser.text().contains("Move library 8"));
        assertThat(server.following()).isEqualTo(1);
    }

    @Test
    void whereWindowsCannotShareAConnectionThePageAsksNowAndThen() throws Exception {
        browser.openWindow(
                URI.create(server.url() + "/"),
                "delete window.SharedWorker; const later = setInterval; window.setInterval = what => later(what, 100)");
        browser.await("a live page", () -> browser.find("#live").getText().equals("live"));

        has(aMigration(8, State.AWAITING_APPROVAL, Duration.ofDays(9), UnaryOperator.identity()));

        browser.await("the new migration", () -> browser.text().contains("Move library 8"));
        assertThat(server.following()).isZero();
    }

    private void opens(String page) throws InterruptedException {
        browser.open(URI.create(server.url() + page));
        browser.await("a live page", () -> browser.find("#live").getText().equals("live"));
    }

    private void looksRight(String name, String page) throws Exception {
        browser.open(URI.create(server.url() + page));
        browser.picture("page-" + name);

        assertThat((String) browser.script(FAINT)).as(name).isEmpty();
        assertThat((Boolean) browser.script(FITS)).as(name + " fits").isTrue();
        assertThat((Boolean) browser.script(ACCESSIBLE))
                .as(name + " for screen readers")
                .isTrue();
    }
}
