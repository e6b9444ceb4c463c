package io.movein.reporter;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.movein.contract.Topic;
import io.movein.github.GitHubConnection;
import io.movein.github.Traffic;
import io.movein.reporter.text.Texts;
import io.movein.runtime.Kafka;
import io.movein.runtime.RecordLoop;
import io.movein.runtime.Worker;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;

@Factory
class ReporterBeans {
    private static final String GROUP = "movein-reporter";

    @Singleton
    @Bean(preDestroy = "close")
    GitHubConnection github(ReporterSettings settings, MeterRegistry meters) {
        var connection = GitHubConnection.open(settings.github());
        count(meters, "movein.github.requests", connection.traffic(), Traffic::requests);
        count(meters, "movein.github.unchanged", connection.traffic(), Traffic::unchanged);
        count(meters, "movein.github.writes", connection.traffic(), Traffic::writes);
        count(meters, "movein.github.limited", connection.traffic(), Traffic::limited);
        return connection;
    }

    private static void count(MeterRegistry meters, String name, Traffic traffic, ToDoubleFunction<Traffic> value) {
        FunctionCounter.builder(name, traffic, value).register(meters);
    }

    @Singleton
    IssueReporter reporter(ReporterSettings settings, GitHubConnection github, MeterRegistry meters) {
        var issues = new MigrationIssues(settings.github().repository(), github.issues(), meters);
        return new IssueReporter(
                issues,
                Texts.mentioning(settings.operatorTeam()),
                settings.statusInterval(),
                InstantSource.system(),
                meters);
    }

    @Singleton
    Worker events(IssueReporter reporter, Kafka kafka) {
        return RecordLoop.batches("events", Topic.EVENTS, GROUP, reporter, kafka);
    }

    @Singleton
    Worker heldProgress(IssueReporter reporter) {
        return new HeldProgress(reporter);
    }

    @Singleton
    Worker labels(GitHubConnection github) {
        return new MissingLabels(github.labels());
    }
}
