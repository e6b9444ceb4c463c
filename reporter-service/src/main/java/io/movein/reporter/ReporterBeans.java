package io.movein.reporter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.movein.contract.Topic;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.GitHubConnection;
import io.movein.reporter.issue.EventKinds;
import io.movein.reporter.page.OperatorPage;
import io.movein.reporter.text.PlanTexts;
import io.movein.reporter.text.Texts;
import io.movein.runtime.BatchHandler;
import io.movein.runtime.Kafka;
import io.movein.runtime.RecordLoop;
import io.movein.runtime.SteadyClock;
import io.movein.runtime.Worker;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

@Factory
class ReporterBeans {
    private static final String GROUP = "movein-reporter";

    /** What is held back, asked again or repaired waits for a time, whatever becomes of the machine's clock. */
    private final InstantSource clock = new SteadyClock();

    @Singleton
    @Bean(preDestroy = "close")
    GitHubConnection github(ReporterSettings settings, MeterRegistry meters) {
        var connection = GitHubConnection.open(settings.github());
        connection.traffic().measure(meters);
        return connection;
    }

    @Singleton
    RepairQueue repairs() {
        return new RepairQueue(clock);
    }

    @Singleton
    CommentSeal seal(ReporterSettings settings, Kafka kafka) {
        return settings.seal().of(() -> kafka.id(Topic.EVENTS));
    }

    @Singleton
    MigrationIssues issues(ReporterSettings settings, GitHubConnection github, CommentSeal seal, MeterRegistry meters) {
        return new MigrationIssues(settings.github().repository(), github.issues(), seal, clock, meters);
    }

    @Singleton
    PlanReporter plans(
            ReporterSettings settings,
            GitHubConnection github,
            MigrationIssues issues,
            CommentSeal seal,
            RepairQueue repairs,
            MeterRegistry meters) {
        return new PlanReporter(
                issues,
                github.pulls(),
                github.issues(),
                seal,
                PlanTexts.mentioning(settings.operators()),
                repairs,
                meters);
    }

    @Singleton
    IssueReporter reporter(
            ReporterSettings settings,
            RepairQueue repairs,
            MigrationIssues issues,
            OperatorPage page,
            MeterRegistry meters) {
        var timing = new Timing(
                settings.statusInterval(), settings.github().pace().contentPerHour() / 2, settings.settleTime());
        return new IssueReporter(
                issues,
                Texts.mentioning(settings.operators()).with(settings.logs()).withModifyForm(settings.modifyForm()),
                timing,
                repairs,
                page.standing(),
                clock,
                meters);
    }

    @Singleton
    Worker progress(IssueReporter reporter, Kafka kafka) {
        return RecordLoop.batches("progress", Topic.PROGRESS, GROUP + "-progress", reporter::handleProgress, kafka);
    }

    @Singleton
    Worker events(IssueReporter reporter, PlanReporter plans, Kafka kafka) {
        BatchHandler both = events -> (isOfAPlan(events.getFirst().body()) ? plans : reporter).handle(events);
        return RecordLoop.batches("events", Topic.EVENTS, GROUP, both, kafka);
    }

    @Singleton
    Worker heldBack(IssueReporter reporter) {
        return new HeldBack(reporter);
    }

    @Singleton
    Worker reconciler(
            ReporterSettings settings,
            IssueReporter reporter,
            PlanReporter plans,
            RepairQueue repairs,
            Kafka kafka,
            MeterRegistry meters) {
        return new Reconciler(
                () -> new KafkaOpenMigrations(kafka, GROUP),
                (issue, history) -> (isOfAPlan(history.getFirst()) ? plans : reporter).repair(issue, history),
                repairs,
                settings.reconcileInterval(),
                clock,
                meters);
    }

    @Singleton
    OperatorPage page(ReporterSettings settings, Kafka kafka) {
        return new OperatorPage(settings.page(), settings.logs(), kafka, GROUP, InstantSource.system());
    }

    @Singleton
    Worker labels(GitHubConnection github) {
        return new MissingLabels(github.labels());
    }

    private static boolean isOfAPlan(SpecificRecord event) {
        return EventKinds.areOfAPlan(List.of(event));
    }
}
