package io.movein.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.movein.contract.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What is shipped for a cluster says the same as the code and the contract. */
class ManifestsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path BASE = Kubectl.DEPLOY.resolve("base");
    private static final Path STRIMZI = Kubectl.DEPLOY.resolve("components/strimzi");
    private static final Pattern SETTING = Pattern.compile(
            "in\\s*\\.\\w+\\(\\s*\"([A-Z_]+)\"|(?:slashed|ranges|bytes|labels)\\(\\s*in, \"([A-Z_]+)\"");

    /** Set by Kubernetes, by the pod's service account, or from the Secret {@code github}; and one that is for a single machine. */
    private static final Set<String> ELSEWHERE = Set.of(
            "KUBERNETES_SERVICE_HOST",
            "KUBECONFIG",
            "MOVEIN_GITHUB_TOKEN",
            "MOVEIN_WEBHOOK_SECRET",
            "MOVEIN_COMMENT_SECRET",
            "MOVEIN_SCHEMA_REGISTRY_CREDENTIALS",
            "MOVEIN_ENDS_WITH_INPUT");

    /** Which files of settings a service is given, and where it reads settings. */
    private static final Map<String, Map<String, String>> SERVICES = Map.of(
            "intake",
            Map.of("all-services", "service-runtime", "github", "github-connector", "intake", "intake-service"),
            "review",
            Map.of("all-services", "service-runtime", "review", "review-service"),
            "runner",
            Map.of("all-services", "service-runtime", "runner", "runner-service"),
            "reporter",
            Map.of("all-services", "service-runtime", "github", "github-connector", "reporter", "reporter-service"));

    @Test
    void theRunbooksLinkFillsInWhatTheAppsManifestAsksFor() throws IOException {
        var link = Files.readString(ROOT.resolve("docs/runbook.md"))
                .lines()
                .filter(line -> line.contains("/settings/apps/new?"))
                .findFirst()
                .orElseThrow();
        var manifest = new YAMLMapper()
                .readTree(ROOT.resolve("deploy/github/app-manifest.json").toFile());

        var asked = Arrays.stream(link.substring(link.indexOf('?') + 1).split("&"))
                .filter(it -> !it.matches("(name|url|public|webhook_active|webhook_url)=.*"))
                .collect(Collectors.toCollection(TreeSet::new));
        var wanted = manifest.path("default_permissions").properties().stream()
                .map(it -> it.getKey() + "=" + it.getValue().asText())
                .collect(Collectors.toCollection(TreeSet::new));
        manifest.path("default_events").forEach(it -> wanted.add("events[]=" + it.asText()));

        assertThat(asked).isEqualTo(wanted);
        assertThat(link).contains("webhook_active=true", "/webhook&", "public=false");
    }

    @Test
    void everySettingThatAServiceReadsIsInAConfigMapThatItIsGiven() {
        SERVICES.forEach((service, given) -> {
            var shipped = given.keySet().stream().flatMap(file -> settings(file).keySet().stream());
            // a folder that review alone has; what all services share keeps the registry's numbers there
            var read = given.values().stream()
                    .flatMap(module -> readBy(module).stream())
                    .filter(name -> !name.equals("MOVEIN_STATE_DIR") || service.equals("review"));

            assertThat(read.toList()).as("read by " + service).isSubsetOf(shipped.toList());
        });
    }

    @Test
    void noSettingIsShippedThatNobodyReads() {
        var read = SERVICES.values().stream()
                .flatMap(given -> given.values().stream())
                .flatMap(module -> readBy(module).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(SERVICES.values().stream()
                        .flatMap(given -> given.keySet().stream())
                        .flatMap(file -> settings(file).keySet().stream()))
                .isSubsetOf(read);
    }

    private static Map<String, String> settings(String file) {
        return text(BASE.resolve("settings/" + file + ".env"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, _) -> one, TreeMap::new));
    }

    private static Set<String> readBy(String module) {
        return SETTING.matcher(sources(module))
                .results()
                .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
                .filter(name -> !ELSEWHERE.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyTopicIsDeclaredAsTheContractHasItOnSeveralBrokers() {
        var declared = objects(STRIMZI.resolve("topics.yaml"))
                .collect(Collectors.toMap(ManifestsTest::name, topic -> topic.path("spec")));

        assertThat(declared.keySet())
                .isEqualTo(Arrays.stream(Topic.values()).map(Topic::topicName).collect(Collectors.toSet()));
        for (var topic : Topic.values()) {
            var spec = requireNonNull(declared.get(topic.topicName()));
            var config = new HashMap<String, String>();
            spec.path("config")
                    .properties()
                    .forEach(
                            entry -> config.put(entry.getKey(), entry.getValue().asText()));
            assertThat(spec.path("partitions").asInt()).isEqualTo(topic.partitions());
            assertThat(spec.path("replicas").asInt()).isEqualTo(3);
            assertThat(config.remove("min.insync.replicas")).isEqualTo("2");
            assertThat(config).isEqualTo(topic.config());
        }
    }

    @Test
    void everyTopicHasItsSingleWriter() {
        var writers = new TreeMap<String, Set<String>>();
        objects(STRIMZI.resolve("users.yaml"))
                .forEach(user -> acls(user)
                        .filter(acl ->
                                acl.path("resource").path("type").asText().equals("topic"))
                        .filter(acl -> operations(acl).contains("Write"))
                        .map(acl -> acl.path("resource").path("name").asText())
                        .filter(topic -> !topic.startsWith("movein-review-"))
                        .forEach(topic -> writers.computeIfAbsent(topic, _ -> new TreeSet<>())
                                .add(name(user))));

        assertThat(writers)
                .isEqualTo(Arrays.stream(Topic.values())
                        .collect(Collectors.toMap(
                                Topic::topicName,
                                topic -> topic == Topic.DEAD_LETTERS
                                        ? Set.of("intake", "review", "runner", "reporter")
                                        : Set.of(topic.writer()))));
    }

    @Test
    void overlaysAndTheRunbookSetOnlyWhatIsASetting() {
        var known = Stream.of("all-services", "github", "intake", "review", "runner", "reporter")
                .flatMap(file -> settings(file).keySet().stream())
                .toList();
        var set = Stream.of(
                        Kubectl.DEPLOY.resolve("overlays/trial/kustomization.yaml"),
                        Kubectl.DEPLOY.resolve("overlays/small/kustomization.yaml"),
                        Kubectl.DEPLOY.resolve("overlays/highly-available/kustomization.yaml"),
                        STRIMZI.resolve("kustomization.yaml"),
                        ROOT.resolve("docs/runbook.md"))
                .flatMap(file -> Pattern.compile("\\b((?:MOVEIN|KAFKA|MICRONAUT)_[A-Z_]+)\\b")
                        .matcher(text(file))
                        .results())
                .map(match -> match.group(1))
                .toList();

        assertThat(set).hasSizeGreaterThan(10).isSubsetOf(known);
    }

    private static Stream<JsonNode> acls(JsonNode user) {
        return stream(user.path("spec").path("authorization").path("acls"));
    }

    private static List<String> operations(JsonNode acl) {
        return stream(acl.path("operations")).map(JsonNode::asText).toList();
    }

    @Test
    void theOperatorsRulesAreThoseOfPrometheus() {
        var prometheus =
                objects(ROOT.resolve("deploy/observability/movein-rules.yaml")).map(file -> file.path("groups"));
        var operators = objects(Kubectl.DEPLOY.resolve("components/monitoring/rules.yaml"))
                .map(rule -> rule.path("spec").path("groups"));

        assertThat(operators.toList()).isEqualTo(prometheus.toList());
    }

    private static Stream<JsonNode> objects(Path file) {
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return documents.readAll().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    private static String sources(String module) {
        try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(ManifestsTest::text)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
