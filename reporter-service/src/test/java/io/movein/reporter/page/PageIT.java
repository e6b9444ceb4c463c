package io.movein.reporter.page;

import static io.movein.reporter.page.Given.NOON;
import static io.movein.reporter.page.Given.aMigration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.migration.MigrationSnapshot;
import io.movein.model.State;
import io.movein.reporter.text.LogLinks;
import io.movein.testkit.Browser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
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

    @TempDir
    static Path profile;

    private final MigrationTable table = new MigrationTable();
    private volatile Reading reading = Reading.of(0, NOON);
    private final Map<String, MigrationSnapshot> topic = new HashMap<>();

    private void has(MigrationSnapshot snapshot) {
        topic.put(snapshot.getMigration(), snapshot);
        table.put(snapshot, new Row.Place(0, 0));
    }

    @Test
    void canBeReadEverywhereAndRenewsItselfButNotUnderTypingHands() throws Exception {
        assumeTrue(Browser.isAvailable(), Browser.MISSING);
        has(aMigration(1, State.AWAITING_APPROVAL, Duration.ofHours(2), UnaryOperator.identity()));
        has(aMigration(2, State.AWAITING_VALIDATION, Duration.ofHours(3), Given::succeeded));
        has(aMigration(
                3,
                State.RUNNING,
                Duration.ofHours(1),
                it -> Given.running(it).setNodeSilentSince(NOON.minusSeconds(90))));
        has(aMigration(5, State.QUEUED, Duration.ofMinutes(30), Given::queued));
        var settings =
                new PageSettings("127.0.0.1", 0, List.of(), "https://api.github.com", Map.of(), Optional.empty());
        var server = new PageServer(
                settings,
                table,
                row -> Optional.ofNullable(topic.get(row.id().toString())),
                new Views(table, () -> reading, settings, LogLinks.NONE),
                () -> NOON);
        server.start();
        try (var browser = Browser.start(profile)) {
            looksRight(server, browser);
            renewsItself(server, browser);
        } finally {
            server.stop();
        }
    }

    private void looksRight(PageServer server, Browser browser) throws Exception {
        for (var width : List.of(390, 1280)) {
            for (var dark : List.of(false, true)) {
                browser.look(width, dark);
                for (var page : Map.of(
                                "index", "/",
                                "migration", "/migrations/acme/platform/2",
                                "capacity", "/capacity",
                                "friction", "/friction")
                        .entrySet()) {
                    browser.open(URI.create(server.url() + page.getValue()));
                    browser.picture("page-" + page.getKey() + "-" + width + (dark ? "-dark" : "-light"));

                    assertThat((String) browser.script(FAINT))
                            .as(page + " at " + width)
                            .isEmpty();
                    assertThat(
                                    (Boolean)
                                            browser.script(
                                                    "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                            .as(page + " fits in " + width)
                            .isTrue();
                    assertThat(
                                    (Boolean)
                                            browser.script(
                                                    "return [...document.querySelectorAll('table')].every(it => it.caption) "
                                                            + "&& document.querySelectorAll('h1').length === 1 && document.documentElement.lang === 'en' "
                                                            + "&& [...document.querySelectorAll('input, select')].every(it => it.labels.length === 1)"))
                            .as(page + " for screen readers")
                            .isTrue();
                }
            }
        }
    }

    private void renewsItself(PageServer server, Browser browser) throws Exception {
        browser.open(URI.create(server.url() + "/"));
        browser.await("a live page", () -> browser.find("#live").getText().equals("live"));

        has(aMigration(8, State.AWAITING_APPROVAL, Duration.ofDays(9), UnaryOperator.identity()));
        browser.await("the new migration", () -> browser.text().contains("Move library 8"));

        browser.type("input[name=q]", "libr");
        has(aMigration(9, State.AWAITING_APPROVAL, Duration.ofDays(9), UnaryOperator.identity()));
        browser.typeOn("input[name=q]", "ary 9");
        assertThat(browser.text()).doesNotContain("Move library 9");
        browser.go("form button");

        assertThat(browser.text()).contains("Move library 9").contains("1 migration,");
        assertThat(browser.at().getQuery()).contains("q=library");
    }
}
