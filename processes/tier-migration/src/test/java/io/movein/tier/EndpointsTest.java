package io.movein.tier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.process.report.CheckOutcome;
import io.movein.process.report.CheckOutcome.Verdict;
import io.movein.tier.configuration.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EndpointsTest {

    private static final String SHARED = "/shared";
    private static final String OWN = "/own";
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            asked.add("%s %s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            path,
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            var body = bodies.getOrDefault(path, "").getBytes(UTF_8);
            exchange.sendResponseHeaders(statuses.getOrDefault(path, 200), body.length + (body.length == 0 ? -1 : 0));
            exchange.getResponseBody().write(body);
        }
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
    }

    private Sample sample(@Nullable String rows, String... ignore) {
        return new Sample("latest", at(SHARED), at(OWN), null, Map.of(), Map.of(), rows, List.of(ignore), false);
    }

    private Endpoints endpoints(List<URI> health, Sample... samples) {
        return new Endpoints(health, List.of(samples), new Secrets(folder), LONG);
    }

    private CheckOutcome compared(Sample sample) throws InterruptedException {
        return endpoints(List.of(), sample).compare().getFirst();
    }

    private void answers(String shared, String own) {
        bodies.put(SHARED, shared);
        bodies.put(OWN, own);
    }

    private static String why(CheckOutcome check) {
        return check.verdict() instanceof Verdict.NotMade(var reason) ? reason : "made";
    }

    @Test
    void findsTheSameRowsWhereMembersStandInAnotherOrder() throws Exception {
        answers("[{\"id\": 1, \"price\": 1.10}, {\"id\": 2}]", "[{\"price\":1.10,\"id\":1},{\"id\":2}]");

        assertThat(compared(sample(null))).isEqualTo(CheckOutcome.exact("query", "latest", "2 rows", "2 rows"));
    }

    @Test
    void showsTheRowsThatDifferAndHowManyThereAre() throws Exception {
        answers("[1, 2, 3, 4, 5, 6]", "[1, 20, 30, 4, 50, 60, 7]");

        assertThat(compared(sample(null)))
                .isEqualTo(CheckOutcome.exact(
                        "query",
                        "latest",
                        "row 2: 2; row 3: 3; row 5: 5; 5 rows differ",
                        "row 2: 20; row 3: 30; row 5: 50; 5 rows differ"));
    }

    @Test
    void showsALongRowFromALittleBeforeThePlaceWhereItDiffers() throws Exception {
        answers("\"" + "a".repeat(5_000) + "!" + "b".repeat(5_000) + "\"", "\"" + "a".repeat(10_001) + "\"");

        var check = compared(sample(null));

        assertThat(check.source()).startsWith("row 1: …aaaa").contains("a!b").hasSizeLessThan(220);
        assertThat(check.target()).hasSizeLessThan(220);
        assertThat(check.verdict()).isEqualTo(new Verdict.Mismatch());
    }

    @Test
    void comparesASearchByItsHitsWithoutTheIndexTheyLieIn() throws Exception {
        answers(
                "{\"took\":3,\"hits\":{\"hits\":[{\"_index\":\"shared\",\"_id\":\"1\",\"_source\":{\"a\":1,\"at\":5}}]}}",
                "{\"took\":9,\"hits\":{\"hits\":[{\"_index\":\"acme\",\"_id\":\"1\",\"_source\":{\"a\":1,\"at\":6}}]}}");

        assertThat(compared(sample("/hits/hits", "/_index", "/_source/at")).matches())
                .isTrue();
        assertThat(compared(sample("/hits/hits", "/_index")))
                .isEqualTo(CheckOutcome.exact(
                        "query",
                        "latest",
                        "row 1: {\"_id\":\"1\",\"_source\":{\"a\":1,\"at\":5}}",
                        "row 1: {\"_id\":\"1\",\"_source\":{\"a\":1,\"at\":6}}"));
    }

    @Test
    void comparesWhatIsNoJsonByLines() throws Exception {
        answers("id;note\n1;a\n", "id;note\n1;b\n");

        assertThat(compared(sample(null))).isEqualTo(CheckOutcome.exact("query", "latest", "row 2: 1;a", "row 2: 1;b"));
        assertThat(why(compared(sample("/hits")))).contains(SHARED, "not JSON");
    }

    @Test
    void asksBothSidesTheSameWithHeadersAndSecrets() throws Exception {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/token"), "Bearer of-the-night");
        answers("[1]", "[1]");
        var search = new Sample(
                "latest",
                at(SHARED),
                at(OWN),
                "{\"size\":1}",
                Map.of("X-Tenant", "acme"),
                Map.of("Authorization", new SecretReference("app", "token")),
                null,
                List.of(),
                false);

        assertThat(compared(search).matches()).isTrue();

        assertThat(asked)
                .containsExactly(
                        "POST /shared Bearer of-the-night {\"size\":1}", "POST /own Bearer of-the-night {\"size\":1}");
    }

    @Test
    void believesNoTwoSidesThatFailAlikeOrGiveNothing() throws Exception {
        statuses.put(SHARED, 404);
        statuses.put(OWN, 404);

        assertThat(why(compared(sample(null)))).contains("/shared: 404 (expected 200)");

        statuses.clear();
        answers("{\"hits\":[]}", "{\"hits\":[]}");
        assertThat(why(compared(sample("/hits")))).contains("no row on either side", "empty: true");
        assertThat(why(compared(sample("/rows")))).contains("no array at '/rows'");
        assertThat(compared(new Sample(
                                "latest", at(SHARED), at(OWN), null, Map.of(), Map.of(), "/hits", List.of(), true))
                        .matches())
                .isTrue();
    }

    @Test
    void followsNoRedirectToAnAnswerOfSomebodyElse() throws Exception {
        answers("[1]", "[1]");
        statuses.put(OWN, 302);

        assertThat(why(compared(sample(null)))).contains("/own: 302 (expected 200)");
    }

    @Test
    void findsInTheDryRunWhatTheSharedSideCannotAnswer() throws Exception {
        answers("[]", "[1]");

        assertThat(endpoints(List.of(), sample(null)).problems())
                .extracting(Object::toString)
                .containsExactly(
                        "samples.latest: no row at the source (expected a request with an answer, or empty: true)");
        assertThat(asked).hasSize(1);

        statuses.put(SHARED, 500);
        assertThat(endpoints(List.of(), sample(null)).problems())
                .extracting(problem -> problem.found())
                .containsExactly(at(SHARED) + ": 500 (expected 200)");
    }

    @Test
    void wantsEachAddressToBeWell() throws Exception {
        statuses.put("/sick", 503);
        var nobody = URI.create("http://127.0.0.1:1/");

        var checks = endpoints(List.of(at("/well"), at("/sick"), nobody)).compare();

        assertThat(checks.get(0))
                .isEqualTo(CheckOutcome.exact("API health", at("/well").toString(), "200", "200"));
        assertThat(checks.get(1))
                .isEqualTo(CheckOutcome.exact("API health", at("/sick").toString(), "200", "503"));
        assertThat(checks.get(2).of()).isEqualTo(nobody.toString());
        assertThat(why(checks.get(2))).contains("ConnectException");
    }

    @Test
    void givesUpOnASideThatDoesNotAnswer() throws Exception {
        server.createContext("/mute", _ -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        var checks =
                new Endpoints(List.of(at("/mute")), List.of(), new Secrets(folder), Duration.ofMillis(200)).compare();

        assertThat(why(checks.getFirst())).contains("no answer within 200 ms");
    }
}
