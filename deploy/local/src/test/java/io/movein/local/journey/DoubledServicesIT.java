package io.movein.local.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.local.stack.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each service twice, and the first of them stands still in mid-work, as on a node that is cut off: the second takes over, prints after
 * how long, and when the first goes on nothing is done a second time. With {@code -Dmovein.doubled=true}, as CI has it, because it takes
 * minutes; {@code ./movein chaos} doubles services as well.
 */
@EnabledIfSystemProperty(named = "movein.doubled", matches = "true")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class DoubledServicesIT {
    private static final int ISSUES = 4;

    @TempDir
    static Path folder;

    private static Town town;
    private static Path starts;
    private static String image;
    private static Duration usual;

    private final List<MigrationIssue> issues = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        town = new Town(folder.resolve("data"));
        starts = Files.createFile(folder.resolve("starts"));
        image = town.image("echo \"$MOVEIN_MIGRATION\" >> " + starts);
        new DoubledServicesIT().carriesThrough("first");
        usual = new DoubledServicesIT().carriesThrough("usual");
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"intake", "review", "runner", "reporter"})
    void theSecondTakesOverAndNothingIsDoneTwice(String service) throws Exception {
        var first = town.stack().services().named(service);
        var state = town.stack().data().folder("second-" + service).toString();

        try (var second = first.copy(Map.of("MOVEIN_STATE_DIR", state, "MOVEIN_POLL_INTERVAL", "5s"), _ -> {})) {
            second.awaitReady(Duration.ofMinutes(2), _ -> {});
            awaitBoth(town.stack().kafka(), "movein-" + service);
            signal("-STOP", first);
            try {
                var doubled = carriesThrough(service + "-still");
                System.out.printf(
                        "%s stood still, the second took over: %d migrations after %.1f s, usually %.1f s%n",
                        service, ISSUES, doubled.toMillis() / 1000.0, usual.toMillis() / 1000.0);
            } finally {
                signal("-CONT", first);
            }
            carriesThrough(service + "-again");
        }

        for (var issue : issues) {
            assertThat(Files.readAllLines(starts)).containsOnlyOnce(issue.id());
            for (var kind : List.of("status", "review", "report")) {
                assertThat(issue.botComments())
                        .as(kind + " of " + issue.id())
                        .filteredOn(body -> body.startsWith("<!-- movein:" + kind + " "))
                        .hasSize(1);
            }
        }
    }

    private Duration carriesThrough(String name) throws Exception {
        var mine = new ArrayList<MigrationIssue>();
        var begun = Instant.now();
        for (var number = 0; number < ISSUES; number++) {
            var body = MigrationIssue.body(town.tenant(name + "-" + number, "capability-owner"), image, "live");
            mine.add(MigrationIssue.filed(town.github(), "capability-owner", body));
        }
        for (var issue : mine) {
            issue.isApproved(1);
        }
        for (var issue : mine) {
            issue.awaitComment("<!-- movein:report run=1 ", "succeeded");
            issue.says("/validated");
        }
        for (var issue : mine) {
            issue.awaitClosed();
        }
        issues.addAll(mine);
        return Duration.between(begun, Instant.now());
    }

    private static void awaitBoth(String kafka, String group) throws InterruptedException, ExecutionException {
        var until = Instant.now().plusSeconds(60);
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka))) {
            while (Instant.now().isBefore(until)) {
                var found =
                        admin.describeConsumerGroups(List.of(group)).all().get().get(group);
                if (found != null
                        && found.groupState() == GroupState.STABLE
                        && found.members().size() == 2) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new AssertionError("the second " + group + " is no member of the group after a minute");
    }

    private static void signal(String name, ServiceProcess process) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
