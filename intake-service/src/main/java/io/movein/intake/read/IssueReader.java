package io.movein.intake.read;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.IssueLabels;
import io.movein.github.GitHubException;
import io.movein.github.IssueSnapshot;
import io.movein.github.Issues;
import io.movein.intake.form.RequestForm;
import io.movein.intake.issue.Derivation;
import io.movein.intake.issue.OnboardingLink;
import io.movein.intake.issue.Reading;
import io.movein.intake.publish.Commands;
import io.movein.model.OnboardingIssue;
import io.movein.runtime.BatchHandler;
import io.movein.runtime.KafkaUnavailableException;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an issue, however many hints came for it, and publishes the commands derived from it. Nothing is remembered of
 * an issue; the same issue read again gives the same commands with the same ids.
 */
public final class IssueReader implements BatchHandler {

    private static final Logger LOG = LoggerFactory.getLogger(IssueReader.class);
    private static final Duration KAFKA_WAIT = Duration.ofSeconds(1);

    private final String repository;
    private final Issues issues;
    private final Operators operators;
    private final Commands commands;
    private final Consumer<Optional<String>> news;

    /** @param news told after each reading: what is wrong with GitHub, or empty */
    public IssueReader(
            String repository, Issues issues, Operators operators, Commands commands, Consumer<Optional<String>> news) {
        this.repository = repository;
        this.issues = issues;
        this.operators = operators;
        this.commands = commands;
        this.news = news;
    }

    @Override
    public void handle(List<Message<?>> hints) throws RetryableException, PermanentException {
        var hint = hints.getLast();
        var migration = hint.migration();
        if (!isOurs(migration))
            throw new PermanentException(
                    "cannot read " + migration + ": this intake is configured for '" + repository + "'");
        try {
            var reading = read(migration);
            news.accept(Optional.empty());
            reading.ifPresent(found -> publish(found, hint));
        } catch (GitHubException e) {
            news.accept(Optional.of(String.valueOf(e.getMessage())));
            throw later(migration, e);
        } catch (KafkaUnavailableException e) {
            throw new RetryableException(KAFKA_WAIT, String.valueOf(e.getMessage()), e);
        }
    }

    private void publish(Reading reading, Message<?> hint) {
        var derived = Derivation.derive(reading, hint.trace());
        var fresh = commands.publish(derived);
        LOG.debug("{}: {} commands, {} of them new", reading.migration(), derived.size(), fresh);
    }

    /** Empty: nothing there that asks for a migration. */
    private Optional<Reading> read(MigrationId migration) {
        return issues.issue(migration.number())
                .filter(issue -> IssueLabels.has(issue.labels(), IssueLabels.MIGRATION) && !issue.isPullRequest())
                .map(issue -> new Reading(
                        migration, issues.withHistory(issue), onboarding(issue), operators.ids(), issues.myId()));
    }

    private OnboardingIssue onboarding(IssueSnapshot issue) {
        var number =
                OnboardingLink.number(RequestForm.parse(issue.body()).request().getOnboarding(), repository);
        if (number.isEmpty()) return OnboardingIssue.newBuilder().build();
        return issues.issue(number.getAsInt())
                .filter(found -> !found.isPullRequest())
                .map(IssueReader::shown)
                .orElseGet(() -> OnboardingIssue.newBuilder()
                        .setNumber(number.getAsInt())
                        .build());
    }

    private static OnboardingIssue shown(IssueSnapshot issue) {
        return OnboardingIssue.newBuilder()
                .setNumber(issue.number())
                .setFound(true)
                .setOnboarding(IssueLabels.has(issue.labels(), IssueLabels.ONBOARDING))
                .setState(issue.state().name().toLowerCase(Locale.ROOT))
                .setStateReason(issue.stateReason())
                .setAuthorId(issue.authorId())
                .build();
    }

    private boolean isOurs(MigrationId migration) {
        return (migration.owner() + "/" + migration.repository()).equalsIgnoreCase(repository);
    }

    private static RetryableException later(MigrationId migration, GitHubException failure) throws PermanentException {
        var reason = "cannot read " + migration + " now: " + failure.getMessage();
        return new RetryableException(
                failure.retryAfter().orElseThrow(() -> new PermanentException(reason, failure)), reason, failure);
    }
}
