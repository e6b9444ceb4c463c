package io.movein.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The dashboards and rules that are shipped, and which metrics they ask for. */
public final class Dashboards {
    private static final Path FOLDER = Path.of("../observability");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    /** Words of PromQL that the dashboards use. */
    private static final Set<String> PROMQL = Set.of(
            "sum",
            "max",
            "min",
            "avg",
            "count",
            "by",
            "rate",
            "increase",
            "topk",
            "round",
            "histogram_quantile",
            "label_values",
            "offset",
            "or",
            "and",
            "changes",
            "clamp_min",
            "time",
            "without",
            "on",
            "unless",
            "absent",
            "min_over_time",
            "max_over_time",
            "last_over_time");

    /** Prometheus's own, the kubelet's, and what is counted for the first time when something fails. */
    private static final Set<String> NOT_EXPORTED = Set.of(
            "up",
            "container_memory_working_set_bytes",
            "movein_publish_failed_total",
            "movein_worker_deaths_total",
            "movein_topic_problems");

    private Dashboards() {}

    /** By the name of the file. */
    static Map<String, JsonNode> all() {
        try (var files = Files.list(FOLDER.resolve("dashboards"))) {
            return files.collect(Collectors.toMap(
                    file -> file.getFileName().toString(), Dashboards::json, (one, _) -> one, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every metric of Prometheus that a dashboard, an alert or a recording asks for. */
    public static Set<String> metrics() {
        var recordings = recordings();
        var asked = Stream.concat(
                        all().values().stream().flatMap(Dashboards::expressions),
                        rules().map(rule -> rule.path("expr").asText()))
                .flatMap(expression -> names(expression).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        asked.removeAll(recordings);
        return asked;
    }

    /** Those of them that a service exports before anything fails: no process of an owner's, which tells its own. */
    public static Set<String> exportedFromTheStart() {
        var metrics = metrics();
        metrics.removeAll(NOT_EXPORTED);
        metrics.removeIf(metric -> metric.startsWith("movein_tenant_migration_"));
        return metrics;
    }

    /** Before something fails there is nothing to be told; memory is told by the kubelet. */
    public static boolean hasAValueOnlyLater(String query) {
        return NOT_EXPORTED.stream().filter(metric -> !metric.equals("up")).anyMatch(query::contains);
    }

    static Set<String> recordings() {
        return rules().map(rule -> rule.path("record").asText())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<JsonNode> rules() {
        try {
            return stream(new YAMLMapper()
                            .readTree(FOLDER.resolve("movein-rules.yaml").toFile())
                            .path("groups"))
                    .flatMap(group -> stream(group.path("rules")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the panels ask Prometheus for, as Grafana does for one tenant and all services. */
    public static List<String> queries(String tenant) {
        return all().values().stream()
                .flatMap(Dashboards::ofPanels)
                .map(query -> query.replace("$tenant", tenant).replace("$job", ".*"))
                .toList();
    }

    private static Stream<String> ofPanels(JsonNode dashboard) {
        return stream(dashboard.path("panels"))
                .flatMap(panel -> stream(panel.path("targets")))
                .map(target -> target.path("expr").asText());
    }

    static Stream<String> expressions(JsonNode dashboard) {
        var ofVariables = stream(dashboard.path("templating").path("list"))
                .map(variable -> variable.path("query").path("query").asText(""));
        return Stream.concat(ofPanels(dashboard), ofVariables).filter(text -> !text.isEmpty());
    }

    /** What stands neither in braces, brackets or after by, nor is a word of PromQL. */
    static Set<String> names(String expression) {
        var bare = expression
                .replaceAll("\"(\\\\.|[^\"])*\"", "")
                .replaceAll("\\{[^}]*}", "")
                .replaceAll("\\[[^]]*]", "")
                .replaceAll("\\b(by|without|on)\\s*\\([^)]*\\)", "")
                .replaceAll("label_values\\(([^,]*),[^)]*\\)", "$1")
                .replaceAll("\\boffset\\s+\\w+", "")
                .replaceAll("\\b[0-9.]+\\w*", "");
        return NAME.matcher(bare)
                .results()
                .map(match -> match.group())
                .filter(name -> !PROMQL.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
