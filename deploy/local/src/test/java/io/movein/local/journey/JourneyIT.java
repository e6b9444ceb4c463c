package io.movein.local.journey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.local.journey.TraceCollector.Told;
import io.movein.observability.Dashboards;
import io.movein.observability.Prometheus;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** From the webhook to the closed issue, through all four services. Each test has a tenant of its own, and they run beside each other. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class JourneyIT {
    private static final String OWNER = "capability-owner";
    private static final String FAILS_ONCE = """
            echo "copying"
            echo '{"movein":{"phase":"copy","done":3,"total":10,"unit":"albums"}}'
            if [ "$MOVEIN_RUN" = 1 ]; then echo "the old host refused the password" > "$MOVEIN_TERMINATION_LOG"; exit 3; fi
            """;

    /** Kubernetes tells times in whole seconds. */
    private static final long A_SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    static Path folder;

    private static Town town;

    @BeforeAll
    static void start() {
        town = new Town(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @Test
    void aMigrationTravelsToAClosedIssueAlthoughDeliveriesAreLostDoubledAndLate() throws Exception {
        var onboarding = town.tenant("smooth", OWNER);
        var faults = requireNonNull(town.stack().localGitHub()).faults();
        faults.duplicateNextDeliveries(4);

        var issue = filed(
                onboarding,
                town.image("test \"$(cat $MOVEIN_SECRETS/old-host/token)\" = t && test $MOVEIN_MODE = live"),
                "live");
        faults.delayNextDeliveries(2, Duration.ofMillis(300));
        issue.isApproved(1);
        issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
        faults.reorderNextDeliveries(2);
        issue.says("All there.\n\n/validated");
        issue.says("/status");
        issue.awaitClosed();

        assertThat(issue.closedAs()).isEqualTo("completed");
        assertThat(issue.labels()).containsExactlyInAnyOrder("migrate-my-data", "state:closed");
        assertThat(town.leftovers("smooth")).isEmpty();
    }

    /** A process that shows progress for longer than an edit of the status is apart. */
    @Test
    void aMigrationAsksGitHubTwentyTimesAtMost() throws Exception {
        var onboarding = town.tenant("frugal", OWNER);
        var issue = filed(onboarding, town.image("""
                for n in 1 2 3 4 5 6 7 8; do
                  echo "{\\"movein\\":{\\"phase\\":\\"copy\\",\\"done\\":$n,\\"total\\":8,\\"unit\\":\\"albums\\"}}"
                  sleep 1
                done
                """), "live");

        issue.isApproved(1);
        issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
        issue.says("/validated");
        issue.awaitClosed();

        var github = requireNonNull(town.stack().localGitHub());
        var asked = github.traffic("movein[bot]", issue.number()).plus(github.traffic("movein[bot]", onboarding));
        assertThat(asked.requests()).as("requests: %s", asked).isLessThanOrEqualTo(20);
        assertThat(asked.comments()).isEqualTo(3);
        assertThat(asked.otherContent()).as("edits and closing: %s", asked).isLessThanOrEqualTo(6);
    }

    /** Asked once a migration has been through all of them: most counters are there from the first time that they count. */
    @Test
    void theServicesExportWhatTheDashboardsAndRulesAskForAndAPrometheusAnswersTheirQueries() throws Exception {
        var issue = filed(town.tenant("measured", OWNER), town.image("""
                echo '{"movein":{"phase":"copy","done":1,"total":2,"unit":"albums","rate":0.5,"lag":{"keys":1,"bytes":9}}}'
                sleep 60
                """), "live");
        issue.isApproved(1);
        issue.awaitComment("<!-- movein:status ", "1 of 2 albums");

        var services = Stream.of("intake", "review", "runner", "reporter")
                .collect(Collectors.toMap(
                        service -> "movein-" + service,
                        service -> URI.create(
                                town.stack().services().named(service).url().toString())));
        var missing = new TreeSet<>(Dashboards.exportedFromTheStart());
        // what the process says is on the issue at about the time at which it is measured
        for (var until = Instant.now().plusSeconds(20);
                !missing.isEmpty() && Instant.now().isBefore(until); ) {
            for (var service : services.values()) {
                missing.removeAll(Prometheus.exported(service));
            }
        }

        assertThat(missing).isEmpty();
        if (Prometheus.program().isPresent()) {
            try (var prometheus = Prometheus.start(folder.resolve("prometheus"), services)) {
                prometheus.awaits("movein:records_handled:rate5m");
                var queries = Dashboards.queries("measured").stream()
                        .filter(query -> !Dashboards.hasAValueOnlyLater(query))
                        .toList();

                assertThat(prometheus.leavesOpen(queries))
                        .as("queries without a value")
                        .isEmpty();
            }
        }
    }

    /** What comes after a wait for people is a trace of its own, linked with the one before: no span is open meanwhile. */
    @Test
    void tracesLeadThroughAllServicesAndTheProcessAndAreLinkedAcrossTheWaits() throws Exception {
        var issue = filed(
                town.tenant("traced", OWNER),
                town.image("echo \"traced $TRACEPARENT\" > $MOVEIN_TERMINATION_LOG"),
                "live");
        issue.isApproved(1);
        var report = issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
        issue.says("/validated");
        issue.awaitClosed();

        town.traces().awaits(issue.id(), told -> told.name().equals("run"));
        var spans = town.traces().awaits(issue.id(), told -> told.name().equals("handle MigrationClosed"));
        var byId = spans.stream().collect(Collectors.toMap(Told::span, told -> told, (one, _) -> one));
        // not a hint of which nothing came, as another had told it
        var decided = spans.stream()
                .filter(told -> told.service().equals("movein-review"))
                .sorted(Comparator.comparingLong(Told::begun))
                .toList();

        assertThat(spans)
                .extracting(Told::service)
                .contains("movein-intake", "movein-review", "movein-runner", "movein-reporter");
        assertThat(spans).filteredOn(told -> byId.containsKey(told.parent())).allSatisfy(told -> {
            var parent = requireNonNull(byId.get(told.parent()));
            assertThat(told.trace()).isEqualTo(parent.trace());
            assertThat(told.begun()).as("%s below %s", told, parent).isGreaterThan(parent.begun() - A_SECOND);
        });
        assertThat(linkedWith(decided.getFirst().trace(), spans))
                .isEqualTo(decided.stream().map(Told::trace).collect(Collectors.toSet()));
        var run = spans.stream()
                .filter(told -> told.name().equals("run"))
                .findFirst()
                .orElseThrow();
        assertThat(report).contains("traced 00-" + run.trace() + "-" + run.span());
    }

    /** The traces that go on this one, or one that goes on it. */
    private static Set<String> linkedWith(String trace, List<Told> spans) {
        var found = new HashSet<>(Set.of(trace));
        while (spans.stream().anyMatch(told -> !Collections.disjoint(found, told.links()) && found.add(told.trace()))) {
            // again, until nothing is new
        }
        return found;
    }

    @Test
    void everyProblemIsToldAtOnceAndAnEditIsReviewedAgain() throws Exception {
        var onboarding = town.tenant("wrong", OWNER);
        var body = MigrationIssue.body(onboarding, town.image("exit 0"), "live");

        var issue = MigrationIssue.filed(
                town.github(),
                OWNER,
                body.replaceFirst("@sha256:[0-9a-f]+", ":latest")
                        .replace("\n64Mi", "\n40Gi")
                        .replace("127.0.0.1:9", "169.254.169.254:80")
                        .replace("\nold-host\n", "\nno-such-secret\n")
                        .replace("\nlive\n", "\nquickly\n"));
        var problems = issue.awaitComment("<!-- movein:reply ", "problems");
        issue.edits(body);
        issue.awaitComment("<!-- movein:review ", "run=1 ");

        issue.awaitState("awaiting-approval");

        assertThat(problems).contains("quickly", ":latest", "40Gi", "169.254.169.254", "no-such-secret");
        issue.says("/plan abandon");
        issue.awaitClosed();
    }

    @Test
    void aRejectedRequestIsClosedAsNotPlanned() throws Exception {
        var issue = filed(town.tenant("rejected", OWNER), town.image("exit 0"), "live");

        issue.awaitState("awaiting-approval");
        assertThat(town.page(issue.pagePath(), "Waiting for approval"))
                .contains("waits for approval (for ", "): read the review comment");
        issue.isLabelled("operator", "operator:rejected");
        issue.awaitClosed();

        assertThat(issue.closedAs()).isEqualTo("not_planned");
        assertThat(town.page(issue.pagePath(), "Closed")).contains("Actions of operators: 1.");
    }

    @Test
    void aFailedRunIsReportedAndRunsAgainOnTheOwnersWordAndTheOperatorsApproval() throws Exception {
        var issue = filed(town.tenant("again", OWNER), town.image(FAILS_ONCE), "live");

        issue.isApproved(1);
        var report = issue.awaitComment("<!-- movein:report run=1 ", "exit code 3");
        issue.says("/plan re-run");
        issue.isApproved(2);
        issue.awaitComment("<!-- movein:report run=2 ", "succeeded");
        issue.says("/validated");
        issue.awaitClosed();

        assertThat(report).contains("the old host refused the password", "copying", "/plan re-run");
        assertThat(issue.closedAs()).isEqualTo("completed");
        assertThat(town.leftovers("again")).isEmpty();
    }

    @Test
    void afterAFailedRunTheOwnerCanAbandonAndAfterASuccessfulOneCallItInvalid() throws Exception {
        var onboarding = town.tenant("abandoned", OWNER);
        var failed = filed(onboarding, town.image("exit 7"), "live");
        failed.isApproved(1);
        failed.awaitComment("<!-- movein:report run=1 ", "exit code 7");
        failed.says("/plan abandon");
        failed.awaitClosed();

        var invalid = filed(onboarding, town.image("exit 0"), "live");
        invalid.isApproved(1);
        invalid.awaitComment("<!-- movein:report run=1 ", "succeeded");
        invalid.says("/invalid half of the albums are empty");
        invalid.awaitState("awaiting-plan");
        invalid.says("/plan abandon");
        invalid.awaitClosed();

        assertThat(List.of(failed.closedAs(), invalid.closedAs())).containsOnly("not_planned");
        assertThat(town.leftovers("abandoned")).isEmpty();
    }

    @Test
    void aDryRunBecomesALiveRunByAnEdit() throws Exception {
        var onboarding = town.tenant("rehearsed", OWNER);
        var image = town.image(
                "test \"$MOVEIN_RUN $MOVEIN_MODE\" = '1 dry-run' || test \"$MOVEIN_RUN $MOVEIN_MODE\" = '2 live'");
        var issue = filed(onboarding, image, "dry-run");

        issue.isApproved(1);
        issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
        issue.edits(MigrationIssue.body(onboarding, image, "live"));
        issue.isApproved(2);
        issue.awaitComment("<!-- movein:report run=2 ", "succeeded");
        issue.says("/validated");
        issue.awaitClosed();

        assertThat(issue.closedAs()).isEqualTo("completed");
    }

    @Test
    void aProcessIsRehearsedConfiguredSteeredAndHeardWithoutADestinationOfItsTenant() throws Exception {
        var onboarding = town.tenant("able", OWNER);
        town.demandsRehearsals("able");
        var image = town.image(AbleProcess.SCRIPT);
        var issue = MigrationIssue.filed(town.github(), OWNER, AbleProcess.request(onboarding, image, "live"));

        issue.awaitComment("<!-- movein:reply ", "no dry-run of this request has succeeded");
        issue.edits(AbleProcess.request(onboarding, image, "dry-run"));
        issue.isApproved(1);
        issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
        issue.edits(AbleProcess.request(onboarding, image, "live"));
        issue.isApproved(2);
        var review = issue.awaitComment("<!-- movein:review ", "run=2 ");
        var running = issue.awaitComment("<!-- movein:status ", "1 of 4 albums");
        issue.says("/pause");
        issue.awaitComment("<!-- movein:status ", "paused at album 3");
        var report = issue.awaitComment("<!-- movein:report run=2 ", "ompleted with errors");
        issue.says("/plan accept-partial");
        issue.awaitClosed();

        assertThat(review).contains("| Writes to | none |");
        assertThat(running)
                .contains("0.5 albums/s", "left", "3 items, an unknown number of bytes behind the source", "/pause");
        assertThat(report).contains("albums: all of them", "row count", "s3://proof/17", "albumsAreLocked");
        assertThat(town.page(issue.pagePath(), "Closed")).contains("albumsAreLocked");
        assertThat(town.leftovers("able")).isEmpty();
    }

    @Test
    void twoTenantsMigrateAtTheSameTimeAndOneTenantOnlyOnce() throws Exception {
        var gate = folder.resolve("gate");
        var waits = town.image("while [ ! -e " + gate + " ]; do sleep 0.1; done");
        var one = town.tenant("one", OWNER);
        var first = filed(one, waits, "live");
        var second = filed(one, waits, "live");
        var other = MigrationIssue.filed(
                town.github(), "other-owner", MigrationIssue.body(town.tenant("other", "other-owner"), waits, "live"));

        first.isApproved(1);
        first.awaitState("running");
        second.isApproved(1);
        other.isApproved(1);
        other.awaitState("running");
        second.awaitComment("<!-- movein:status ", "another run in the same tenant");

        assertThat(second.labels()).contains("state:queued");
        Files.createFile(gate);
        for (var issue : List.of(first, second, other)) {
            issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
            issue.says("/validated");
            issue.awaitClosed();
        }
    }

    @Test
    void anOutsiderChangesNothingAndGetsAnAnswer() throws Exception {
        var issue = filed(town.tenant("guarded", OWNER), town.image("exit 0"), "live");

        issue.awaitState("awaiting-approval");
        issue.isLabelled("outsider", "operator:approved");
        issue.awaitComment("<!-- movein:reply ", "outsider");
        issue.says("outsider", "/plan abandon");
        issue.awaitComment("<!-- movein:reply ", "owner");

        assertThat(issue.labels()).contains("state:awaiting-approval").doesNotContain("operator:approved");
        issue.says("/plan abandon");
        issue.awaitClosed();
    }

    @Test
    void aStoppedProcessGetsSigtermAndItsLastWordsAreReported() throws Exception {
        var issue = ObedientProcess.running(town, "stopped");

        issue.says("/stop");

        assertThat(ObedientProcess.isReported(issue, "stopped")).contains("stopped at album 3");
    }

    @Test
    void aProcessThatEndsWellBecauseSomebodyDeletedItsPodHasNotSucceeded() throws Exception {
        var issue = ObedientProcess.running(town, "deleted");

        town.deletesPods("deleted");

        assertThat(ObedientProcess.isReported(issue, "outcome unknown"))
                .contains(
                        "@capability-owner, run 1 has ended. The process ended with exit code 0 after somebody deleted its pod, which"
                                + " does not show that it finished.",
                        "stopped at album 3")
                .doesNotContain("succeeded", "/validated");
    }

    private static MigrationIssue filed(int onboarding, String image, String mode) {
        return MigrationIssue.filed(town.github(), OWNER, MigrationIssue.body(onboarding, image, mode));
    }
}
