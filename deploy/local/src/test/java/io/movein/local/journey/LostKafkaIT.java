package io.movein.local.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.local.stack.Ports;
import io.movein.standin.github.model.PullRequest;
import io.movein.standin.kafka.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All that was in Kafka is gone, under the running services; nobody does anything about it but say again what they want. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class LostKafkaIT {
    /** What was told while there was no Kafka is found by looking, usually each minute. */
    private static final Map<String, String> POLLS = Map.of("MOVEIN_POLL_INTERVAL", "5s");

    @TempDir
    Path folder;

    @Test
    void everyOpenMigrationAndPlanIsTakenUpAgainAndNoneIsStartedTwice() throws Exception {
        var port = Ports.free();
        var kafka = kafka(port, "kafka");
        try (var town = new Town(folder.resolve("data"), kafka.bootstrapServers(), POLLS)) {
            var starts = Files.createFile(folder.resolve("starts"));
            var gate = folder.resolve("gate");
            var quick = town.image("echo quick >> " + starts);
            var slow = town.image("echo slow >> " + starts + "; while [ ! -e " + gate + " ]; do sleep 0.1; done");
            var closed = filed(town, "closed", quick);
            var ended = filed(town, "ended", quick);
            var runs = filed(town, "runs", slow);
            var waits = filed(town, "waits", quick);
            closed.isApproved(1);
            closed.awaitState("awaiting-validation");
            closed.says("/validated");
            closed.awaitClosed();
            ended.isApproved(1);
            ended.awaitState("awaiting-validation");
            runs.isApproved(1);
            runs.awaitState("running");
            waits.awaitState("awaiting-approval");
            var plan = planned(town);

            kafka.close();
            kafka = kafka(port, "another");

            for (var issue : List.of(ended, runs, waits)) {
                issue.awaitState("awaiting-approval");
                issue.isApproved(1);
            }
            runs.awaitState("running");
            Files.createFile(gate);
            for (var issue : List.of(ended, runs, waits)) {
                issue.awaitState("awaiting-validation");
                issue.says("/validated");
                issue.awaitClosed();
            }
            isTakenUpAgain(plan, town);
            assertThat(closed.labels()).contains("state:closed");
            assertThat(Files.readAllLines(starts)).containsExactlyInAnyOrder("quick", "quick", "quick", "slow");
            for (var tenant : List.of("closed", "ended", "runs", "waits")) {
                assertThat(town.leftovers(tenant)).isEmpty();
            }
        } finally {
            kafka.close();
        }
    }

    /** Two stages have passed, and the third is open. */
    private static PlanIssue planned(Town town) throws Exception {
        var plan = PlanIssue.filed(town.github(), town.tenant("planned", "capability-owner"), "mapping: ask");
        plan.assesses();
        plan.answers(PlanIssue.LEAD, "/approve", plan.maps());
        plan.awaitMerged("mapping");
        plan.awaitChecked("migrate", plan.pull("migrate").headSha(), "failure");
        return plan;
    }

    /** What is merged stays so and is asked about once more, and the pull request that is open goes on. */
    private static void isTakenUpAgain(PlanIssue plan, Town town) throws InterruptedException {
        var open = plan.pull("migrate");
        plan.awaitMerged("assessment-2");
        plan.answers(PlanIssue.LEAD, "/approve", plan.pull("mapping-2").headSha());
        plan.awaitMerged("mapping-2");
        plan.awaitStatus("migrate, needs work");
        plan.awaitStatus("#" + open.number());
        assertThat(town.github().issue(open.number()).open()).isTrue();
        assertThat(town.github().pulls().all().stream().map(PullRequest::headBranch))
                .doesNotContain(plan.branch("migrate-2"));
    }

    private EmbeddedKafka kafka(int port, String name) {
        return EmbeddedKafka.start(new EmbeddedKafka.Config(port, folder.resolve(name)));
    }

    private static MigrationIssue filed(Town town, String tenant, String image) throws Exception {
        var body = MigrationIssue.body(town.tenant(tenant, "capability-owner"), image, "live");
        return MigrationIssue.filed(town.github(), "capability-owner", body);
    }
}
