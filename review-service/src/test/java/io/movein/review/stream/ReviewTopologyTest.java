package io.movein.review.stream;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.report.RunFinished;
import io.movein.review.Given;
import io.movein.review.platform.Question;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewTopologyTest extends AReviewStream {
    @Test
    void anOpenMigrationLeavesNothingInTheChangelogOfClosedOnes() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(Topic.COMMANDS, "labeled:1", approval());
        aMomentLater();

        assertThat(driver.producedTopicNames())
                .contains("review-test-migrations-changelog")
                .doesNotContain("review-test-closed-changelog");
    }

    @Test
    void sendsEventsAndOrdersWithTheirIds() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(Topic.COMMANDS, "labeled:1", approval());
        aMomentLater();

        assertThat(sent(Topic.EVENTS))
                .extracting(Message::id, message -> message.body().getSchema().getName())
                .containsExactly(
                        tuple("acme/infra#17/1", "MigrationRequested"),
                        tuple("acme/infra#17/2", "ReviewCompleted"),
                        tuple("acme/infra#17/3", "MigrationApproved"),
                        tuple("acme/infra#17/4", "RunOrdered"));
        assertThat(sent(Topic.RUN_ORDERS)).extracting(Message::id).containsExactly("acme/infra#17/run-1/launch");
    }

    @Test
    void asksForTheTenantAndTheHostsOfTheRequest() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));

        assertThat(source.questions).containsExactly(new Question(12, List.of("nas.old.example")));
    }

    @Test
    void goesOnWithTheTraceOfWhoeverCausedIt() {
        var trace = Traceparent.begin();
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()), trace);
        aMomentLater();

        assertThat(sent(Topic.EVENTS))
                .extracting(message -> message.trace().toString().substring(3, 35))
                .containsExactly(
                        trace.toString().substring(3, 35), trace.toString().substring(3, 35));
    }

    @Test
    void decidesNothingBeforeTheFactsAreThere() {
        source.outages = 3;

        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        assertThat(sent(Topic.EVENTS)).hasSize(1);
        aMomentLater();

        assertThat(sent(Topic.EVENTS)).hasSize(1);
        assertThat(source.questions).hasSize(4);
        assertThat(registry.counter("movein.facts.failures").count()).isEqualTo(3);
    }

    @Test
    void tellsAnAnswerThatNobodyCanMakeSenseOfInsteadOfAskingForEver() {
        source.broken = true;

        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();

        assertThat(source.questions).hasSize(3);
        assertThat(sent(Topic.EVENTS).getLast().body().toString()).contains("platform.facts-unusable", "JsonNull");
        assertThat(registry.counter("movein.facts.errors").count()).isEqualTo(1);
        source.broken = false;
        driver.advanceWallClockTime(Duration.ofSeconds(75));
        aMomentLater();
        assertThat(registry.get("movein.migrations")
                        .tag("state", "awaiting-approval")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void tellsFactsThatCannotBeFetchedByAnErrorOfOurs() {
        source.error = new StackOverflowError("deep");

        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();

        assertThat(source.questions).hasSize(3);
        assertThat(sent(Topic.EVENTS).getLast().body().toString())
                .contains("platform.facts-unusable", "StackOverflowError");
        assertThat(registry.counter("movein.facts.errors").count()).isEqualTo(1);
    }

    @Test
    void makesNoTransactionsWhileNothingHappens() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        aMomentLater();
        assertThat(sentAndRemembered()).isNotEmpty();
        var before = looks();

        for (int second = 0; second < 600; second++) {
            driver.advanceWallClockTime(Duration.ofSeconds(1));
        }

        assertThat(sentAndRemembered()).isEmpty();
        assertThat(looks() - before).isEqualTo(600.0 / Rhythm.USUAL.housework().toSeconds());
    }

    /** Each look of the stream at its clock is a transaction, even an empty one. */
    private double looks() {
        return driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("punctuate-total"))
                .mapToDouble(metric -> (Double) metric.getValue().metricValue())
                .sum();
    }

    private List<?> sentAndRemembered() {
        return driver.producedTopicNames().stream()
                .flatMap(topic -> TestedStream.records(driver, topic).stream())
                .toList();
    }

    @Test
    void keepsClosedMigrationsOnDiskAndStillKnowsThem() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(
                Topic.COMMANDS,
                "comment:1",
                new io.movein.command.ChoosePlan(MIGRATION, OWNER, null, io.movein.model.Plan.ABANDON, "u"));

        assertThat(driver.getKeyValueStore("migrations").get(MIGRATION)).isNull();
        assertThat(driver.getKeyValueStore("closed").get(MIGRATION)).isNotNull();
        sent(Topic.EVENTS);
        hears(Topic.COMMANDS, "comment:2", new io.movein.command.ShowStatus(MIGRATION, OWNER, "u"));
        assertThat(sent(Topic.EVENTS)).extracting(Message::id).containsExactly("acme/infra#17/5");
    }

    @Test
    void countsMigrationsByState() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        assertThat(registry.get("movein.migrations")
                        .tag("state", "under-review")
                        .gauge()
                        .value())
                .isEqualTo(1);

        aMomentLater();
        assertThat(registry.get("movein.migrations")
                        .tag("state", "under-review")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("movein.migrations")
                        .tag("state", "awaiting-approval")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void looksAgainAtWhatFailedForACauseOutsideOfTheIssue() {
        source.change = facts ->
                facts.setTenant(Given.aTenant().setRegisteredSecrets(List.of()).build());
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        assertThat(registry.get("movein.migrations")
                        .tag("state", "needs-changes")
                        .gauge()
                        .value())
                .isEqualTo(1);

        source.change = facts -> facts;
        driver.advanceWallClockTime(Duration.ofSeconds(75));
        aMomentLater();

        assertThat(registry.get("movein.migrations")
                        .tag("state", "awaiting-approval")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void startsWhatWaitedForCapacityWhenThePoolHasGrown() {
        source.change = facts -> facts.setPool(Given.aPool(Given.resources(1_200, 32 * Given.GIB, 0)));
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(Topic.COMMANDS, "labeled:1", approval());
        aMomentLater();
        other("acme/infra#18");
        assertThat(sent(Topic.RUN_ORDERS)).hasSize(1);

        driver.advanceWallClockTime(Duration.ofMinutes(1));
        aMomentLater();

        assertThat(sent(Topic.RUN_ORDERS)).extracting(Message::id).containsExactly("acme/infra#18/run-1/launch");
    }

    @Test
    void hearsReports() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(Topic.COMMANDS, "labeled:1", approval());
        aMomentLater();
        sent(Topic.EVENTS);

        hears(
                Topic.RUN_REPORTS,
                "r",
                new RunFinished(
                        MIGRATION,
                        1,
                        RunResult.newBuilder()
                                .setOutcome(RunOutcome.SUCCEEDED)
                                .setFinishedAt(NOON)
                                .build()));

        assertThat(sent(Topic.EVENTS))
                .extracting(message -> message.body().getSchema().getName())
                .containsExactly("RunFinished");
    }
}
