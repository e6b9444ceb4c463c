package io.movein.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.movein.contract.Topic;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.GitHubConnection;
import io.movein.github.Issues;
import io.movein.intake.poll.Poller;
import io.movein.intake.poll.PullPoll;
import io.movein.intake.publish.CommandPublisher;
import io.movein.intake.publish.Hints;
import io.movein.intake.read.IssueReader;
import io.movein.intake.read.Operators;
import io.movein.intake.read.StagePulls;
import io.movein.intake.redeliver.Redeliveries;
import io.movein.intake.webhook.Signature;
import io.movein.intake.webhook.Webhook;
import io.movein.runtime.Kafka;
import io.movein.runtime.Publisher;
import io.movein.runtime.RecordLoop;
import io.movein.runtime.Secret;
import io.movein.runtime.SteadyClock;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.function.IntSupplier;

@Factory
final class IntakeBeans {
    /** The age of a hint counts, whatever becomes of the machine's clock meanwhile. */
    private final InstantSource clock = new SteadyClock();

    @Singleton
    @Bean(preDestroy = "close")
    GitHubConnection connection(IntakeSettings settings, MeterRegistry meters) {
        var connection = GitHubConnection.open(settings.github());
        connection.traffic().measure(meters);
        return connection;
    }

    @Singleton
    Issues issues(GitHubConnection connection) {
        return connection.issues();
    }

    @Singleton
    GitHubHealth gitHubHealth(MeterRegistry meters) {
        var health = new GitHubHealth();
        Gauge.builder("movein.github.reachable", health, known -> known.isReachable() ? 1 : 0)
                .register(meters);
        return health;
    }

    @Singleton
    Hints hints(IntakeSettings settings, Publisher publisher, MeterRegistry meters) {
        return new Hints(settings.repository(), publisher, clock, meters);
    }

    @Singleton
    Webhook webhook(IntakeSettings settings, Hints hints, GitHubConnection connection, MeterRegistry meters) {
        return new Webhook(
                new Signature(settings.webhookSecret().value()),
                settings.repository(),
                hints,
                connection::knownId,
                meters);
    }

    @Singleton
    Poller poller(
            IntakeSettings settings,
            Issues issues,
            GitHubConnection connection,
            Hints hints,
            GitHubHealth health,
            Kafka kafka) {
        IntSupplier story = () -> kafka.generation(Topic.ISSUE_ACTIVITY) + kafka.generation(Topic.COMMANDS);
        return new Poller(
                issues,
                new PullPoll(connection.pulls(), hints, story),
                hints,
                settings.pollInterval(),
                InstantSource.system(),
                health::heard,
                story);
    }

    @Singleton
    Redeliveries redeliveries(IntakeSettings settings, GitHubConnection connection, MeterRegistry meters) {
        return new Redeliveries(connection.deliveries(), settings.redeliveryInterval(), InstantSource.system(), meters);
    }

    @Singleton
    RecordLoop loop(
            IntakeSettings settings,
            Issues issues,
            GitHubConnection connection,
            Publisher publisher,
            Kafka kafka,
            GitHubHealth health,
            MeterRegistry meters) {
        var operators = new Operators(settings.operators(), settings.operatorTeam(), issues);
        var reader = new IssueReader(
                settings.repository(),
                issues,
                new StagePulls(connection.pulls(), operators),
                operators,
                new CommandPublisher(publisher, meters, () -> kafka.generation(Topic.COMMANDS)),
                CommentSeal.with(settings.commentSecret().map(Secret::value)).of(() -> kafka.id(Topic.EVENTS)),
                clock,
                health::heard);
        return RecordLoop.batches("issue reader", Topic.ISSUE_ACTIVITY, "movein-intake", reader, kafka);
    }
}
