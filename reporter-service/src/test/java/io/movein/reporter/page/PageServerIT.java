package io.movein.reporter.page;

import static io.movein.reporter.page.Given.NOON;
import static io.movein.reporter.page.Given.aMigration;
import static io.movein.reporter.page.Given.aPlan;
import static io.movein.reporter.page.Given.naming;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.migration.MigrationSnapshot;
import io.movein.model.Gate;
import io.movein.model.MigrationStatus;
import io.movein.model.PlanEnding;
import io.movein.model.PlanState;
import io.movein.model.QueuePlace;
import io.movein.model.StageStatus;
import io.movein.model.State;
import io.movein.model.WaitCause;
import io.movein.reporter.text.LogLinks;
import io.movein.testkit.LoopbackServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PageServerIT {
    private final MigrationTable table = new MigrationTable();
    private volatile Reading reading = Reading.of(0, NOON);
    private static final String HEALTH = """
            {"status": "DEGRADED", "details": {"stuck": {"status": "DEGRADED", "details": {"count": 1, "oldest": [
              {"migration": "acme/platform#9", "where": "movein.issue-activity-3@41", "since": "%s",
               "attempts": 12, "why": "GitHub answered 500 to <GET /issues/9>"}]}}}}
            """.formatted(NOON.minus(Duration.ofHours(2)));

    private final Map<String, MigrationSnapshot> topic = new HashMap<>();

    @AutoClose
    private final LoopbackServer intake = new LoopbackServer(exchange -> LoopbackServer.json(exchange, 200, HEALTH));

    private final PageServer server = start();
    private final HttpClient http = HttpClient.newHttpClient();

    private PageServer start() {
        var settings = new PageSettings(
                "127.0.0.1",
                0,
                List.of("movein.example.org"),
                "https://api.github.com",
                Map.of("intake", URI.create(intake.url())),
                Optional.of("https://grafana.example/d/one?var-tenant={tenant}&var-migration={migration}"));
        var views = new Views(
                table, () -> reading, settings, new LogLinks(Optional.of("https://logs.example/{namespace}/{run}")));
        var started = new PageServer(
                settings, table, row -> Optional.ofNullable(topic.get(row.id().toString())), views, () -> NOON);
        started.start();
        return started;
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void has(MigrationSnapshot snapshot) {
        topic.put(snapshot.getMigration(), snapshot);
        table.put(snapshot, new Row.Place(0, 0));
    }

    @Test
    void whatIsStuckInAServiceIsShownWithSinceWhenAndWhy() throws Exception {
        var stuck = get("/").body().split("<h2>Stuck</h2>")[1].split("<h2>Migrations</h2>")[0];

        assertThat(stuck)
                .contains("intake is DEGRADED", "acme/platform#9", "2 h", "movein.issue-activity-3@41")
                .contains("GitHub answered 500 to &lt;GET /issues/9&gt;");
    }

    @Test
    void whatWaitsForAnOperatorComesFirstAndTheOldestOfItAtTheTop() throws Exception {
        has(aMigration(1, State.AWAITING_APPROVAL, Duration.ofHours(2), UnaryOperator.identity()));
        has(aMigration(2, State.AWAITING_APPROVAL, Duration.ofDays(3), UnaryOperator.identity()));
        has(aMigration(3, State.RUNNING, Duration.ofHours(1), Given::running));
        has(aMigration(
                4,
                State.RUNNING,
                Duration.ofHours(9),
                it -> Given.running(it).setNodeSilentSince(NOON.minusSeconds(90))));
        has(aMigration(5, State.QUEUED, Duration.ofMinutes(1), Given::heldBackByANode));
        has(aMigration(6, State.RUNNING, Duration.ofHours(1), Given::running));
        table.put(Given.told(3, Duration.ofMinutes(1)));
        table.put(Given.told(6, Duration.ofMinutes(40)));

        var tasks = get("/").body().split("<h2>Migrations</h2>")[0];

        assertThat(tasks)
                .containsSubsequence(
                        "https://github.com/acme/platform/issues/2",
                        "waits for approval",
                        "3 d",
                        "https://github.com/acme/platform/issues/1",
                        "2 h",
                        "https://github.com/acme/platform/issues/6",
                        "run does not get further",
                        "40 min",
                        "https://github.com/acme/platform/issues/4",
                        "node does not answer",
                        "1 min 30 s",
                        "https://github.com/acme/platform/issues/5",
                        "node does not answer",
                        "operator:node-off");
        assertThat(tasks).doesNotContain("Move library 3");
    }

    @Test
    void aGateThatWaitsIsATaskOfTheOperatorAndOfNobodyElseWhereAReviewerIsAsked() throws Exception {
        has(aMigration(1, State.AWAITING_APPROVAL, Duration.ofHours(2), UnaryOperator.identity()));
        table.put(aPlan(40, Duration.ofHours(5), UnaryOperator.identity()));
        table.put(aPlan(
                50,
                Duration.ofHours(9),
                plan -> plan.setStages(
                        List.of(StageStatus.newBuilder(plan.getStages().get(1))
                                .setGate(Gate.EXTERNAL)
                                .build()))));

        var tasks = get("/").body().split("<h2>Migrations</h2>")[0];

        assertThat(tasks)
                .containsSubsequence(
                        "https://github.com/acme/platform/issues/40",
                        "Move the house 40",
                        "/plans/acme/platform/40",
                        "gate of mapping waits for approval",
                        "5 h",
                        "operator:approved",
                        "https://github.com/acme/platform/issues/1")
                .doesNotContain("Move the house 50");
    }

    @Test
    void plansAreListedWithStageAndTheStatesOfTheirMigrationsTheClosedOnesLast() throws Exception {
        table.put(aPlan(40, Duration.ofHours(5), UnaryOperator.identity()));
        table.put(aPlan(
                50,
                Duration.ofHours(1),
                plan -> plan.setState(PlanState.CLOSED)
                        .setEnding(PlanEnding.COMPLETED)
                        .setTitle("<b>done</b>")));
        has(aMigration(3, State.RUNNING, Duration.ofHours(1), naming(40)));
        has(aMigration(4, State.CLOSED, Duration.ofHours(1), naming(40)));
        has(aMigration(5, State.CLOSED, Duration.ofHours(2), naming(40)));

        assertThat(get("/plans").body())
                .containsSubsequence(
                        "Plans: 2",
                        "Move the house 40",
                        "https://github.com/acme/platform/issues/40",
                        "In stages",
                        "5 h",
                        "mapping: waiting for approval",
                        "lead-40",
                        "1 running, 2 closed",
                        "&lt;b&gt;done&lt;/b&gt;",
                        "Closed: completed")
                .doesNotContain("<b>");
        assertThat(get("/plans/acme/platform/40").body())
                .containsSubsequence(
                        "Move the house 40",
                        "gate of mapping waits for approval (for 5 h)",
                        "assessment",
                        "passed",
                        "https://github.com/acme/platform/pull/41",
                        "mapping",
                        "waiting for approval",
                        "3 migrations name this plan",
                        "/migrations/acme/platform/3",
                        "Running");
        assertThat(get("/migrations/acme/platform/3").body()).contains("<a href=\"/plans/acme/platform/40\">plan</a>");
        assertThat(get("/plans/acme/platform/3").statusCode()).isEqualTo(404);
        assertThat(get("/migrations/acme/platform/40").statusCode()).isEqualTo(404);
    }

    @Test
    void whileThePageIsNotWholeItSaysSoInsteadOfThatNothingWaits() throws Exception {
        assertThat(get("/").body()).contains("Nothing waits for an operator.").doesNotContain("has been read yet");

        reading = Reading.of(41, NOON);

        for (var page : List.of("/", "/capacity", "/friction", "/migrations/acme/platform/1")) {
            assertThat(get(page).body())
                    .as(page)
                    .contains("Not everything has been read yet: 41 records are left.")
                    .doesNotContain("Nothing waits for an operator.", "Nobody.");
        }
    }

    @Test
    void theTableShowsProgressPlacesAndWhatIsWaitedFor() throws Exception {
        has(aMigration(3, State.RUNNING, Duration.ofHours(1), Given::running));
        has(aMigration(5, State.QUEUED, Duration.ofMinutes(30), Given::queued));
        has(aMigration(6, State.QUEUED, Duration.ofMinutes(40), Given::queued));
        has(aMigration(7, State.CLOSED, Duration.ofDays(1), Given::succeeded));

        assertThat(get("/").body())
                .contains("3 migrations", "25 % · 250 of 1,000 albums, 1 h 30 min left")
                .containsSubsequence("Move library 5", "2. run 1 of acme/platform#3")
                .containsSubsequence("Move library 6", "1. run 1 of acme/platform#3")
                .doesNotContain("Move library 7");
        assertThat(get("/?state=closed").body()).contains("1 migration,", "Move library 7");
        assertThat(get("/?state=all&tenant=tenant-0").body()).contains("1 migration,", "Move library 5");
        assertThat(get("/?q=LIBRARY+6").body()).contains("1 migration,", "Move library 6");
        assertThat(get("/?page=0&state=%3Cscript%3E").body())
                .contains("0 migrations")
                .doesNotContain("<script>\"");
    }

    @Test
    void aMigrationHasItsTimelineRunsEvidenceAndLinks() throws Exception {
        has(aMigration(17, State.AWAITING_VALIDATION, Duration.ofMinutes(16), Given::succeeded));

        assertThat(get("/migrations/acme/platform/17").body())
                .containsSubsequence(
                        "Waiting for validation",
                        "https://github.com/acme/platform/issues/17",
                        "https://grafana.example/d/one?var-tenant=tenant-2&amp;var-migration=acme%2Fplatform%2317",
                        "requested by owner-2",
                        "run 1 ordered",
                        "run 1 started",
                        "run 1 ended: succeeded",
                        "Run 1: succeeded",
                        "took 1 h 40 min",
                        "https://logs.example/tenant-2/1",
                        "s3://evidence/17",
                        "row count",
                        "yes",
                        "Failed reviews: 1");
        assertThat(get("/migrations/acme/platform/18").statusCode()).isEqualTo(404);
        assertThat(get("/etc/passwd").statusCode()).isEqualTo(404);
    }

    @Test
    void whatPeopleWriteIsShownAsTextAndNeverAsMarkup() throws Exception {
        has(aMigration(
                1, State.AWAITING_APPROVAL, Duration.ofHours(2), it -> it.setTitle("<img src=x onerror=alert(1)>")));

        assertThat(get("/").body())
                .contains("&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<img");
        assertThat(get("/migrations/acme/platform/1").body()).doesNotContain("<img");
        assertThat(get("/").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
    }

    @Test
    void capacityNamesThePoolWhoHoldsItAndWhoWaits() throws Exception {
        has(aMigration(3, State.RUNNING, Duration.ofHours(1), Given::running));
        has(aMigration(5, State.QUEUED, Duration.ofMinutes(30), Given::queued));

        assertThat(get("/capacity").body())
                .containsSubsequence(
                        "3 nodes",
                        "24 cores",
                        "96 GiB",
                        "held by runs",
                        "2 cores",
                        "4 GiB",
                        "Move library 3",
                        "Move library 5");
    }

    @Test
    void frictionIsSummedForEachTenantAndOwner() throws Exception {
        for (int number = 1; number <= 15; number++) {
            has(aMigration(number, State.CLOSED, Duration.ofDays(1), Given::succeeded));
        }

        var page = get("/friction").body();

        assertThat(page)
                .containsSubsequence(
                        "By tenant", "tenant-0", "3", "3", "0", "0", "6", "3 h", "By owner", "owner-0", "5 h");
    }

    @Test
    void aPageThatFollowsHearsOfChanges() throws Exception {
        var lines = http.send(
                        HttpRequest.newBuilder(URI.create(server.url() + "/changes"))
                                .build(),
                        BodyHandlers.ofLines())
                .body()
                .iterator();

        has(aMigration(1, State.AWAITING_APPROVAL, Duration.ofHours(2), UnaryOperator.identity()));

        assertThat(Stream.generate(lines::next).filter(line -> !line.isEmpty()).limit(2))
                .containsExactly(": here", "event: changed");
    }

    @Test
    void onlyAllowedNamesAreAnswered() throws IOException {
        assertThat(raw("GET / HTTP/1.1\r\nHost: movein.example.org\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost:8081\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET / HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421")
                .contains("MOVEIN_PAGE_ALLOWED_HOSTS");
        assertThat(raw("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
    }

    @Test
    void tenThousandMigrationsAreOnePageOfFiftyAndQuick() throws Exception {
        for (int number = 1; number <= 10_000; number++) {
            has(aMigration(number, State.RUNNING, Duration.ofMinutes(number), Given::running));
        }

        var first = get("/");
        var last = get("/?page=200");
        var started = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            get("/?q=library+99");
        }
        System.out.printf("a page of 10,000 migrations takes %.1f ms%n", (System.nanoTime() - started) / 20e6);

        assertThat(first.body().split("<h2>Migrations</h2>")[1].split("<tr")).hasSize(52);
        assertThat(first.body()).contains("10,000 migrations", "Page 1 of 200", "page=2");
        assertThat(last.body()).contains("Page 200 of 200", "Move library 10000");
    }

    @Test
    void ofTenThousandTasksHoldersAndWaitersTheFirstAreShownAndTheOthersPageByPage() throws Exception {
        for (int number = 1; number <= 10_000; number++) {
            has(aMigration(number, State.RUNNING, Duration.ofMinutes(number), Given::running));
            has(aMigration(10_000 + number, State.QUEUED, Duration.ofMinutes(number), waitsForItsTenant(number)));
        }

        assertThat(rows("/")).isEqualTo(1 + Part.FIRST + 2 + 1 + Part.PAGE);
        assertThat(get("/").body()).contains("<a href=\"/tasks\">9,980 more</a>");
        assertThat(get("/tasks?page=200").body()).contains("Waits for you: 10,000", "Page 200 of 200", "page=199");
        assertThat(rows("/tasks?page=200")).isEqualTo(Part.PAGE + 1);
        var started = System.nanoTime();
        assertThat(rows("/capacity")).isEqualTo(3 + 2 * (Part.FIRST + 1));
        System.out.printf(
                "capacity with 10,000 who hold and wait takes %.1f ms%n", (System.nanoTime() - started) / 1e6);
        assertThat(get("/capacity/holders?page=2").body()).contains("Who holds the pool: 10,000", "Page 2 of 200");
        assertThat(get("/capacity/queue?page=2").body())
                .contains(
                        "Who waits: 10,000",
                        "<td data-label=\"Place\">51</td>",
                        "another run: run 1 of acme/platform#");
        assertThat(get("/friction/tenants").body()).contains("Friction by tenant: 5", "Page 1 of 1");
        assertThat(get("/friction/owners").body()).contains("Friction by owner: 3");
        for (int number = 1; number <= 1_000; number++) {
            table.put(aPlan(30_000 + number, Duration.ofDays(1), UnaryOperator.identity()));
        }
        assertThat(get("/plans?page=20").body()).contains("Plans: 1,000", "Page 20 of 20");
        assertThat(rows("/plans")).isEqualTo(Part.PAGE + 1);
    }

    private int rows(String path) throws Exception {
        return get(path).body().split("<tr").length - 1;
    }

    private static UnaryOperator<MigrationStatus.Builder> waitsForItsTenant(int ticket) {
        return status -> status.setQueue(QueuePlace.newBuilder()
                .setPosition(1)
                .setWaitingFor("another run")
                .setCause(WaitCause.TENANT)
                .setTicket(ticket)
                .setSince(NOON)
                .build());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        var address = URI.create(server.url());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
