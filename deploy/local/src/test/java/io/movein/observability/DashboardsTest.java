package io.movein.observability;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The dashboards against the JSON model that Grafana documents
 * (https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/), and the metrics against their page.
 */
class DashboardsTest {
    private static final int WIDTH = 24;
    private static final Set<String> PANELS =
            Set.of("stat", "gauge", "bargauge", "timeseries", "table", "text", "heatmap");
    private static final Set<String> UNITS =
            Set.of("short", "s", "m", "bytes", "percentunit", "percent", "reqps", "ops", "none");
    private static final Set<String> CALLED = Set.of("datasource", "__rate_interval", "__interval", "__range");

    static Set<String> files() {
        return Dashboards.all().keySet();
    }

    @Test
    void thereAreFourWithAddressesOfTheirOwn() {
        assertThat(files())
                .containsExactlyInAnyOrder(
                        "overview.json", "one-migration.json", "operators-week.json", "services.json");
        assertThat(Dashboards.all().values().stream()
                        .map(it -> it.path("uid").asText())
                        .collect(Collectors.toSet()))
                .hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("files")
    void hasTheFieldsOfTheModel(String file) {
        var dashboard = dashboard(file);

        assertThat(dashboard.path("id").isMissingNode() || dashboard.path("id").isNull())
                .as("an import gives it an id")
                .isTrue();
        assertThat(dashboard.path("uid").asText()).matches("[a-z0-9-]{1,40}");
        assertThat(dashboard.path("title").asText()).startsWith("Movein: ");
        assertThat(dashboard.path("schemaVersion").asInt()).isBetween(36, 42);
        assertThat(dashboard.path("graphTooltip").asInt()).isBetween(0, 2);
        assertThat(dashboard.path("tags").isArray()).isTrue();
        assertThat(dashboard.path("annotations").path("list").isArray()).isTrue();
        assertThat(dashboard.path("time").path("from").asText()).matches("now-\\d+[hd]");
        assertThat(dashboard.path("time").path("to").asText()).isEqualTo("now");
        assertThat(dashboard.path("refresh").asText()).matches("\\d+[sm]");
    }

    @ParameterizedTest
    @MethodSource("files")
    void itsPanelsLieBesideEachOtherInTheGrid(String file) {
        var ids = new HashSet<Integer>();
        var taken = new HashSet<List<Integer>>();
        Dashboards.stream(dashboard(file).path("panels")).forEach(panel -> {
            var title = panel.path("title").asText();
            var place = panel.path("gridPos");
            assertThat(ids.add(panel.path("id").asInt()))
                    .as("id of '%s'", title)
                    .isTrue();
            assertThat(place.path("x").asInt() + place.path("w").asInt())
                    .as("right edge of '%s'", title)
                    .isLessThanOrEqualTo(WIDTH);
            for (var x = place.path("x").asInt();
                    x < place.path("x").asInt() + place.path("w").asInt();
                    x++) {
                for (var y = place.path("y").asInt();
                        y < place.path("y").asInt() + place.path("h").asInt();
                        y++) {
                    assertThat(taken.add(List.of(x, y)))
                            .as("'%s' lies over another", title)
                            .isTrue();
                }
            }
        });
        assertThat(ids).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachPanelIsOfAKnownKindAndAsksTheDatasourceThatIsChosen(String file) {
        Dashboards.stream(dashboard(file).path("panels")).forEach(panel -> {
            assertThat(panel.path("type").asText()).isIn(PANELS);
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
                    .isIn(UNITS);
            assertThat(panel.path("fieldConfig").path("overrides").isArray()).isTrue();
            assertThat(datasource(panel)).isEqualTo("prometheus ${datasource}");
            assertThat(panel.path("targets")).isNotEmpty();
            var refIds = new HashSet<String>();
            Dashboards.stream(panel.path("targets")).forEach(target -> {
                assertThat(refIds.add(target.path("refId").asText())).isTrue();
                assertThat(datasource(target)).isEqualTo("prometheus ${datasource}");
                assertThat(target.path("expr").asText()).isNotBlank();
            });
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void asksForNoVariableThatIsNotThere(String file) {
        var dashboard = dashboard(file);
        var variables = Dashboards.stream(dashboard.path("templating").path("list"))
                .map(variable -> variable.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        var used = Pattern.compile("\\$\\{?(\\w+)")
                .matcher(dashboard.toString())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        used.removeAll(CALLED);

        assertThat(variables).containsAll(used).contains("datasource");
    }

    @Test
    void whatTheyAskForIsDocumented() throws IOException {
        var documented = Pattern.compile("`((?:movein|http|container)[._][a-z._]+)`")
                .matcher(Files.readString(Path.of("../../docs/operations.md"))
                        + Files.readString(Path.of("../../docs/live-migration.md")))
                .results()
                .map(match -> match.group(1).replace('.', '_'))
                .collect(Collectors.toSet());

        assertThat(Dashboards.metrics().stream()
                        .filter(name -> !name.matches("(jvm|process)_.*|up"))
                        .map(name -> name.replaceFirst("_total$", "").replaceFirst("_seconds_(sum|count|bucket)$", "")))
                .allSatisfy(name -> assertThat(documented).containsAnyOf(name, name.replaceFirst("_seconds$", "")));
    }

    @Test
    void theNamesInAnExpressionAreFound() {
        assertThat(
                        Dashboards.names(
                                "sum by (job, topic) (rate(movein_records_failed_total{job=~\"$job\"}[5m])) / 60 or up offset 7d"))
                .containsExactly("movein_records_failed_total", "up");
        assertThat(Dashboards.names("label_values(up{job=~\"movein-.*\"}, job)"))
                .containsExactly("up");
    }

    private static String datasource(JsonNode node) {
        return node.path("datasource").path("type").asText() + " "
                + node.path("datasource").path("uid").asText();
    }

    private static JsonNode dashboard(String file) {
        return requireNonNull(Dashboards.all().get(file), file);
    }
}
