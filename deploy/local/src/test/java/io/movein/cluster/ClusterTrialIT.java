package io.movein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.testkit.RealControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Everything in pods on a real node: from a filed issue to a closed one, also while everything is upgraded, killed and restarted.
 * {@code .ci/run} does it; by hand: build the images with {@code .ci/images BASE}, then run it with {@code MOVEIN_TRIAL=true} and
 * {@code MOVEIN_REAL_CLUSTER} set.
 */
@Tag("real-cluster")
@EnabledIf(
        value = "isPossible",
        disabledReason = "needs MOVEIN_TRIAL=true, a real node and the images (see .ci/images)")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTrialIT {
    private static final Path WORK = Path.of("target/trial");
    private Trial trial;
    private Runbook runbook;

    static boolean isPossible() {
        return "true".equals(System.getenv("MOVEIN_TRIAL")) && RealControlPlane.isAvailable();
    }

    @BeforeAll
    void installs() {
        var begin = Instant.now();
        trial = new Trial(WORK);
        runbook = new Runbook(trial.cluster, trial.kubectl);
        tell("installed, with a tenant", begin);
    }

    @AfterAll
    void removes() {
        if (trial != null) {
            trial.close();
        }
    }

    @Test
    @Order(1)
    void carriesAMigrationFromAFiledIssueToAClosedOne() {
        var begin = Instant.now();

        var issue = TrialIssue.filed(trial.github(), trial.request());
        issue.approve(1);
        issue.awaitState("awaiting-validation");
        assertThat(trial.stored()).isEqualTo(trial.expected());
        issue.says("/validated");
        issue.awaitClosed();

        assertThat(trial.leftovers()).isEmpty();
        tell("from a filed issue to a closed one", begin);
    }

    @Test
    @Order(2)
    void losesNothingWhileEverythingIsUpgradedKilledAndRestarted() {
        var begin = Instant.now();
        trial.pace(Trial.BYTES / 120);

        var issue = TrialIssue.filed(trial.github(), trial.request());
        issue.approve(1);
        issue.awaitState("running");
        Trial.SERVICES.forEach(
                service -> trial.kubectl.run("-n", "movein", "rollout", "restart", "deployment/" + service));
        trial.awaitRollout();
        tell("every service upgraded in mid-run", begin);
        trial.kubectl.run("-n", "movein", "delete", "pod", "kafka-0", "--grace-period=5");
        trial.awaitRollout();
        tell("broker restarted", begin);
        Trial.SERVICES.forEach(service ->
                trial.kubectl.run("-n", "movein", "delete", "pod", "--now", "-l", "app.kubernetes.io/name=" + service));
        trial.awaitRollout();
        tell("every pod killed", begin);
        issue.awaitState("awaiting-validation");

        assertThat(trial.stored()).isEqualTo(trial.expected());
        assertThat(issue.comments())
                .filteredOn(body -> body.startsWith("<!-- movein:report "))
                .hasSize(1);
        issue.says("/validated");
        issue.awaitClosed();
        assertThat(trial.leftovers()).isEmpty();
        assertThat(jobsCreatedSince(begin)).isEqualTo(1);
        tell("from a filed issue to a closed one in spite of it", begin);
    }

    @Test
    @Order(3)
    void aReadyMadeProcessIsAnImageThatStartsUnderAllRestrictionsOfARun() {
        var issue = TrialIssue.filed(trial.github(), trial.storageMigration("reason: a trial"));
        issue.approve(1);
        issue.awaitState("awaiting-plan");

        assertThat(issue.comments())
                .filteredOn(body -> body.startsWith("<!-- movein:report "))
                .singleElement()
                .asString()
                .contains("exit code 2", "bindings", "catalogue");
        issue.says("/plan abandon");
        issue.awaitClosed();
        assertThat(trial.leftovers()).isEmpty();
    }

    @Test
    @Order(4)
    void aStandbyOfReviewGoesOnWhereTheActiveOneIsKilled() {
        trial.kubectl.run("-n", "movein", "scale", "deployment/review", "--replicas=2");
        trial.awaitRollout();
        var issue = TrialIssue.filed(trial.github(), trial.request());
        issue.awaitState("awaiting-approval");

        runbook.killActiveReview(issue);
        var begin = Instant.now();
        issue.says("/status");
        issue.awaitComment("<!-- movein:reply ", "@capability-owner, **");
        tell("review's failover, until the issue is answered", begin);

        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofMinutes(1));
        issue.says("/plan abandon");
        issue.awaitClosed();
        trial.kubectl.run("-n", "movein", "scale", "deployment/review", "--replicas=1");
    }

    @Test
    @Order(5)
    void secretsAreReplacedAndOperatorAndOwnerHaveSuccessorsAsTheRunbookSays() {
        var begin = Instant.now();
        var issue = TrialIssue.filed(trial.github(), trial.request());
        issue.awaitState("awaiting-approval");
        var sealed = issue.review();

        runbook.replaceSecrets();
        runbook.operatorsAre("3001");
        issue.awaitReviewOtherThan(sealed);
        issue.approve(1, "operator");
        issue.awaitComment("<!-- movein:reply ", "operator");
        issue.approve(1, "outsider");
        issue.awaitState("awaiting-validation");
        issue.reject("outsider");
        issue.awaitClosed();
        var next = TrialIssue.filed(trial.github(), "other-owner", trial.request());
        next.awaitState("awaiting-approval");
        next.reject("outsider");
        next.awaitClosed();

        runbook.operatorsAre("2001");
        tell("secrets replaced and everybody succeeded in mid-migration", begin);
    }

    @Test
    @Order(6)
    void allOfKafkaIsLostAndNoRunIsStartedASecondTime() {
        var begin = Instant.now();
        var issue = TrialIssue.filed(trial.github(), trial.request());
        issue.approve(1);
        issue.awaitState("awaiting-validation");

        runbook.loseKafkaAndRestoreTheLedgers();
        tell("Kafka's data lost, the ledgers restored, everything up again", begin);
        issue.awaitState("awaiting-approval");
        issue.approve(1);
        issue.awaitState("awaiting-validation");
        issue.says("/validated");
        issue.awaitClosed();

        assertThat(jobsCreatedSince(begin)).isEqualTo(1);
        assertThat(trial.leftovers()).isEmpty();
        tell("a migration closed that Kafka had forgotten", begin);
    }

    @Test
    @Order(7)
    void everyRightWasUsedAndNoneWasMissing() {
        var log = AuditLog.read(trial.cluster.directory());

        for (var account : Trial.SERVICES) {
            assertThat(log.of(account)).filteredOn(entry -> entry.code() == 403).isEmpty();
            var used = log.of(account).stream()
                    .filter(AuditLog.Entry::worked)
                    .map(entry -> entry.verb() + " " + entry.resource())
                    .collect(Collectors.toCollection(TreeSet::new));
            var unused = ExpectedRights.of(account);
            unused.removeAll(used);
            assertThat(ExpectedRights.of(account)).as("rights of " + account).containsAll(used);
            assertThat(ExpectedRights.FOR_BAD_DAYS).as("not used by " + account).containsAll(unused);
        }
    }

    private long jobsCreatedSince(Instant begin) {
        return AuditLog.read(trial.cluster.directory()).of("runner").stream()
                .filter(entry -> entry.at().isAfter(begin) && entry.worked())
                .filter(entry ->
                        entry.verb().equals("create") && entry.resource().equals("batch/jobs"))
                .count();
    }

    private static void tell(String what, Instant begin) {
        System.out.printf(
                "trial: %s in %d s%n",
                what, Duration.between(begin, Instant.now()).toSeconds());
    }
}
