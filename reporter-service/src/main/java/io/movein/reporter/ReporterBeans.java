package io.movein.reporter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.movein.contract.Topic;
import io.movein.github.GitHubConnection;
import io.movein.reporter.page.OperatorPage;
import io.movein.reporter.text.Texts;
import io.movein.runtime.Kafka;
import io.movein.runtime.RecordLoop;
import io.movein.runtime.Worker;
import jakarta.inject.Singleton;
import java.time.InstantSource;

@Factory
class ReporterBeans {
    private static final String GROUP = "movein-reporter";

    @Singleton
    @Bean(preDestroy = "close")
    GitHubConnection github(ReporterSettings settings, MeterRegistry meters) {
        var connection = GitHubConnection.open(settings.github());
        connection.traffic().measure(meters);
        return connection;
    }

    @Singleton
    RepairQueue repairs() {
        return new RepairQueue(InstantSource.system());
    }

    @Singleton
    IssueReporter reporter(
            ReporterSettings settings,
            GitHubConnection github,
            RepairQueue repairs,
            OperatorPage page,
            Kafka kafka,
            MeterRegistry meters) {
        var clock = InstantSource.system();
        var issues = new MigrationIssues(
                settings.github().repository(),
                github.issues(),
                settings.seal().of(() -> kafka.id(Topic.EVENTS)),
                clock,
                meters);
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
    Worker events(IssueReporter reporter, Kafka kafka) {
        return RecordLoop.batches("events", Topic.EVENTS, GROUP, reporter, kafka);
    }

    @Singleton
    Worker heldBack(IssueReporter reporter) {
        return new HeldBack(reporter);
    }

    @Singleton
    Worker reconciler(
            ReporterSettings settings, IssueReporter reporter, RepairQueue repairs, Kafka kafka, MeterRegistry meters) {
        return new Reconciler(
                () -> new KafkaOpenMigrations(kafka, GROUP),
                reporter,
                repairs,
                settings.reconcileInterval(),
                InstantSource.system(),
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
}
