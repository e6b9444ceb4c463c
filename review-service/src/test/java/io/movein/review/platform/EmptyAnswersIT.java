package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.kubernetes.client.util.ClientBuilder;
import io.movein.review.Given;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An API server has several ways to say that there is nothing, and a tenant may have nothing of anything: to review they are one.
 * Through the client that is used everywhere, as it is its reading of JSON that makes the difference.
 */
class EmptyAnswersIT {
    private static final String NAMESPACE = "acme-media";
    private static final String NODE = "{\"items\": [{\"spec\": {\"podCIDRs\": [\"10.244.7.0/24\"]}}]}";
    private static final String SERVICE_RANGE = "{\"items\": [{\"spec\": {\"cidrs\": [\"10.96.0.0/12\"]}}]}";

    private volatile Map<String, String> answers = Map.of();

    @AutoClose
    private final LoopbackServer server = new LoopbackServer(this::answer);

    @ParameterizedTest
    @ValueSource(strings = {"\"items\": null,", "", "\"items\": [],"})
    void aTenantThatHasNothingIsReviewed(String items) throws Exception {
        var nothing = "{%s \"metadata\": {}}".formatted(items);
        answers = Map.of(
                "/api/v1/namespaces", namespaces(),
                "/pods", nothing,
                "/persistentvolumeclaims", nothing,
                "/services", nothing,
                "/nodes", nothing,
                "/servicecidrs", nothing,
                "/configmaps/movein-secrets", "{\"metadata\": {\"name\": \"movein-secrets\"}, \"data\": {}}");

        var facts = facts().gather(new Question(12, List.of()));

        assertThat(facts.getTenantNamespaces()).containsExactly(NAMESPACE);
        assertThat(facts.getTenant().getStorageInterfaces()).isEmpty();
        assertThat(facts.getPool().getNodes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metadata\": {\"name\": \"movein-secrets\"}, \"data\": null}",
                "{\"metadata\": {\"name\": \"movein-secrets\"}}",
                "{\"metadata\": {\"name\": \"movein-secrets\"}, \"data\": {}}",
                "404"
            })
    void aTenantWithoutAnyRegisteredSecretIsReviewed(String registry) throws Exception {
        var nothing = "{\"items\": null}";
        answers = Map.of(
                "/api/v1/namespaces", namespaces(),
                "/pods", nothing,
                "/persistentvolumeclaims", nothing,
                "/services", nothing,
                "/nodes", nothing,
                "/servicecidrs", nothing,
                "/configmaps/movein-secrets", registry);

        var facts = facts().gather(new Question(12, List.of()));

        assertThat(facts.getTenant().getRegisteredSecrets()).isEmpty();
    }

    /** No list of ranges says that services have none: nobody has told them, and a service's address would pass for one outside. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"items": null}                                      | false
            {"items": []}                                        | false
            {"items": [{"spec": {"cidrs": []}}, {"spec": null}]} | false
            {"items": [{"spec": {"cidrs": ["10.96.0.0/12"]}}]}   | true
            """)
    void theRangesOfServicesAreKnownWhereTheClusterTellsAny(String serviceCidrs, boolean known) throws Exception {
        answers = Map.of("/nodes", NODE, "/servicecidrs", serviceCidrs);

        var facts = facts().gather(new Question(null, List.of()));

        assertThat(facts.getClusterRangesKnown()).isEqualTo(known);
        assertThat(facts().areClusterRangesKnown()).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"items": []}                                                                    | false
            {"items": [{"spec": {"podCIDRs": null}}]}                                        | false
            {"items": [{"spec": {"podCIDRs": []}}]}                                          | false
            {"items": [{"spec": {"podCIDRs": ["10.244.7.0/24"]}}, {"metadata": {}}]}         | false
            {"items": [{"spec": {"podCIDRs": ["10.244.7.0/24"]}}]}                           | true
            {"items": [{"spec": {"podCIDRs": ["10.244.7.0/24"]}}, {"status": {"conditions": [{"type": "Ready", "status": "True"}]}}]}    | false
            {"items": [{"spec": {"podCIDRs": ["10.244.7.0/24"]}}, {"status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}}]} | false
            {"items": [{"spec": {"podCIDRs": ["10.244.7.0/24"]}}, {"status": {"conditions": [{"type": "Ready", "status": "False"}]}}]}   | true
            {"items": [{"status": {"conditions": [{"type": "Ready", "status": "False"}]}}]} | false
            """)
    void theRangesOfPodsAreKnownWhereThereAreNodesAndEachTellsItsOwn(String nodes, boolean known) throws Exception {
        answers = Map.of("/nodes", nodes, "/servicecidrs", SERVICE_RANGE);

        var facts = facts().gather(new Question(null, List.of()));

        assertThat(facts.getClusterRangesKnown()).isEqualTo(known);
        assertThat(facts().areClusterRangesKnown()).isEqualTo(known);
    }

    private static String namespaces() {
        return "{\"items\": [{\"metadata\": {\"name\": \"%s\", \"annotations\": null}}]}".formatted(NAMESPACE);
    }

    private ClusterFacts facts() throws IOException {
        var client = new ClientBuilder().setBasePath(server.url()).build();
        var settings = new PlatformSettings(Optional.empty(), "", List.of(), Duration.ofSeconds(5), Given.ALLOWANCE);
        return new ClusterFacts(
                new Cluster(client, settings.timeout()),
                new HostResolver(InetAddress::getAllByName, settings.timeout()),
                settings,
                Clock.systemUTC());
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var body = answers.entrySet().stream()
                .filter(answer -> path.endsWith(answer.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody expected a question for " + path));
        if (body.equals("404")) {
            LoopbackServer.json(exchange, 404, "{\"kind\": \"Status\", \"code\": 404}");
        } else {
            LoopbackServer.json(exchange, 200, body);
        }
    }
}
