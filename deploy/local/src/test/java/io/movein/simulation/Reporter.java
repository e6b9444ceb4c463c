package io.movein.simulation;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.issue.CommentSeal;
import io.movein.reporter.IssueReporter;
import io.movein.reporter.MigrationIssues;
import io.movein.reporter.PlanReporter;
import io.movein.reporter.Timing;
import io.movein.reporter.issue.CurrentMigrations;
import io.movein.reporter.text.PlanTexts;
import io.movein.reporter.text.Texts;
import io.movein.runtime.BatchHandler;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import io.movein.simulation.SimulatedKafka.Partition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The reporter's two halves, for migrations and for their plans, without their threads. */
final class Reporter implements BatchHandler {
    private static final String REPOSITORY = "acme/platform";
    /** They remember nothing but their templates. */
    private static final Texts TEXTS = Texts.mentioning(List.of());

    private static final PlanTexts PLAN_TEXTS = PlanTexts.mentioning(List.of());

    private final SimulatedKafka kafka;
    private final SimulatedGitHub github;
    private final SimulatedGit git;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private IssueReporter migrations;
    private PlanReporter plans;

    Reporter(
            SimulatedKafka kafka, SimulatedGitHub github, SimulatedGit git, MeterRegistry meters, InstantSource clock) {
        this.kafka = kafka;
        this.github = github;
        this.git = git;
        this.meters = meters;
        this.clock = clock;
        var issues = issues();
        migrations = migrations(issues);
        plans = plans(issues);
    }

    /** What was only remembered is gone. */
    void restart() {
        var issues = issues();
        migrations = migrations(issues);
        plans = plans(issues);
    }

    private MigrationIssues issues() {
        return new MigrationIssues(REPOSITORY, github, CommentSeal.plain(), clock, meters);
    }

    private IssueReporter migrations(MigrationIssues issues) {
        return new IssueReporter(
                issues,
                TEXTS,
                new Timing(Duration.ofSeconds(60), 250, Duration.ofSeconds(1)),
                (_, _) -> {},
                CurrentMigrations.UNKNOWN,
                clock,
                meters);
    }

    private PlanReporter plans(MigrationIssues issues) {
        return new PlanReporter(issues, git, github, CommentSeal.plain(), PLAN_TEXTS, (_, _) -> {}, meters);
    }

    void showDue() {
        migrations.showDue();
    }

    @Override
    public void handle(List<Message<?>> batch) throws RetryableException, PermanentException, InterruptedException {
        (isOfAPlan(batch.getFirst()) ? plans : migrations).handle(batch);
    }

    private static boolean isOfAPlan(Message<?> event) {
        return event.body().getSchema().getField("status").schema().getName().equals("PlanStatus");
    }

    /** Compares an issue with all that happened, once all of it is read. */
    void reconciles(MigrationId issue) {
        var history = kafka.history(issue);
        if (history.isEmpty() || kafka.partitions(Topic.EVENTS).stream().anyMatch(Partition::hasMore)) {
            return;
        }
        var records = history.stream().<SpecificRecord>map(Message::body).toList();
        try {
            if (isOfAPlan(history.getFirst())) {
                plans.repair(issue, records);
            } else {
                migrations.repair(issue, records);
            }
        } catch (RetryableException later) {
            // it is compared again at another time
        } catch (PermanentException never) {
            throw new AssertionError("nothing in this world is refused for good", never);
        }
    }
}
