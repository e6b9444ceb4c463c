package io.movein.intake.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.movein.activity.IssueActivity;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.IssueLabels;
import io.movein.github.GitHubException;
import io.movein.github.IssueSnapshot;
import io.movein.github.IssueSnapshot.WithHistory;
import io.movein.github.Issues;
import io.movein.intake.form.PlanForm;
import io.movein.intake.form.RequestForm;
import io.movein.intake.issue.Derivation;
import io.movein.intake.issue.OnboardingLink;
import io.movein.intake.issue.Reading;
import io.movein.intake.publish.CommandPublisher;
import io.movein.model.OnboardingIssue;
import io.movein.runtime.BatchHandler;
import io.movein.runtime.KafkaUnavailableException;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
    /** As long as a person would wait; what GitHub does not find for longer was moved or deleted. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Duration MISSING_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_MISSING_WAIT = Duration.ofMinutes(1);
    private static final Duration KAFKA_WAIT = Duration.ofSeconds(1);

    private static final int NONE = 0;

    private final String repository;
    private final Issues issues;
    /** Which onboarding issue a migration's form named last. */
    private final Cache<MigrationId, Integer> links =
            Caffeine.newBuilder().maximumSize(10_000).build();

    /** Reviewers of plans, by the login that a form names. */
    private final Cache<String, Optional<Long>> accounts = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(10))
            .maximumSize(1_000)
            .build();

    /** Since when GitHub does not find something. How old its hint is says nothing: nobody may have asked meanwhile. */
    private final Cache<String, Instant> missing =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private final Operators operators;
    private final PullCommands pulls;
    private final CommandPublisher commands;
    private final CommentSeal seal;
    private final InstantSource clock;
    private final Consumer<Optional<String>> news;

    /** @param news told after each reading: what is wrong with GitHub, or empty */
    public IssueReader(
            String repository,
            Issues issues,
            PullCommands pulls,
            Operators operators,
            CommandPublisher commands,
            CommentSeal seal,
            InstantSource clock,
            Consumer<Optional<String>> news) {
        this.seal = seal;
        this.clock = clock;
        this.repository = repository;
        this.issues = issues;
        this.operators = operators;
        this.pulls = pulls;
        this.commands = commands;
        this.news = news;
    }

    @Override
    public void handle(List<Message<?>> hints) throws RetryableException, PermanentException {
        var hint = hints.getLast();
        var migration = hint.migration();
        if (!isOurs(migration)) {
            throw new PermanentException(
                    "cannot read " + migration + ": this intake is configured for '" + repository + "'");
        }
        try {
            readPulls(migration, hints);
            if (hints.stream().anyMatch(one -> pull(one).isEmpty())) {
                read(migration, hint);
            }
            news.accept(Optional.empty());
        } catch (GitHubException e) {
            news.accept(Optional.of(String.valueOf(e.getMessage())));
            throw later(migration, e);
        } catch (KafkaUnavailableException e) {
            throw new RetryableException(KAFKA_WAIT, String.valueOf(e.getMessage()), e);
        }
    }

    private void read(MigrationId migration, Message<?> hint) throws RetryableException, PermanentException {
        var found = found(
                migration.toString(),
                issues.read(migration.number(), links.asMap().getOrDefault(migration, NONE)));
        var labels = found.issue().labels();
        if (IssueLabels.areOfAMigration(labels)) {
            publish(migration, found, hint);
        } else if (IssueLabels.has(labels, IssueLabels.PLAN)) {
            publishPlan(migration, found, hint);
        }
    }

    /** Each pull request once, however many hints came for it. */
    private void readPulls(MigrationId plan, List<Message<?>> hints) throws RetryableException, PermanentException {
        var numbers =
                hints.stream().flatMap(hint -> pull(hint).stream()).distinct().toList();
        if (numbers.isEmpty()) {
            return;
        }
        var hint = hints.getLast();
        var issue = found(plan.toString(), issues.issue(plan.number()));
        if (!IssueLabels.has(issue.labels(), IssueLabels.PLAN)) {
            return;
        }
        for (var number : numbers) {
            var derived =
                    found("pull request %d of %s".formatted(number, plan), pulls.of(plan, issue, number, hint.trace()));
            commands.publish(derived, hint.time());
        }
    }

    private static Optional<Integer> pull(Message<?> hint) {
        return Optional.ofNullable(((IssueActivity) hint.body()).getPullRequest());
    }

    private void publishPlan(MigrationId plan, WithHistory read, Message<?> hint) {
        var form = PlanForm.parse(
                read.issue().body(),
                text -> OnboardingLink.number(text, repository),
                login -> Objects.requireNonNull(accounts.get(login, issues::userId)));
        var none = OnboardingIssue.newBuilder().build();
        var reading = new Reading(plan, read, none, operators.ids(), issues.myId(), seal);
        var derived = Derivation.ofPlan(reading, form, hint.trace());
        if (has(commands.fresh(derived), "labeled:")) {
            derived = Derivation.ofPlan(surely(reading), form, hint.trace());
        }
        commands.publish(derived, hint.time());
    }

    private void publish(MigrationId migration, WithHistory read, Message<?> hint) {
        var reading = new Reading(migration, read, onboarding(migration, read), operators.ids(), issues.myId(), seal);
        var derived = Derivation.derive(reading, hint.trace());
        var fresh = commands.fresh(derived);
        if (fresh.isEmpty()) {
            return;
        }
        commands.publish(
                has(fresh, "labeled:") ? Derivation.derive(surely(reading), hint.trace()) : derived, hint.time());
        LOG.debug("{}: {} commands, {} of them new", migration, derived.size(), fresh.size());
    }

    /** Before a new label is believed: who set it is an operator now. */
    private Reading surely(Reading reading) {
        operators.forget();
        return reading.with(operators.ids());
    }

    private static boolean has(List<Message<?>> commands, String kind) {
        return commands.stream().anyMatch(command -> command.id().startsWith(kind));
    }

    /** GitHub answers 404 for a moment now and then; what was said meanwhile must not be lost. */
    private <T> T found(String what, Optional<T> found) throws RetryableException, PermanentException {
        if (found.isPresent()) {
            missing.invalidate(what);
            return found.get();
        }
        var now = clock.instant();
        var waited = Duration.between(Objects.requireNonNull(missing.get(what, _ -> now)), now);
        var reason = "cannot read " + what + ": GitHub does not find it";
        if (waited.compareTo(PATIENCE) > 0) {
            missing.invalidate(what);
            throw new PermanentException(reason + " for " + PATIENCE.toMinutes() + " min; it was moved or deleted");
        }
        throw new RetryableException(pause(waited), reason);
    }

    /** A third more with each time. */
    private static Duration pause(Duration waited) {
        var longer = waited.dividedBy(3);
        return longer.compareTo(MISSING_WAIT) < 0
                ? MISSING_WAIT
                : longer.compareTo(LONGEST_MISSING_WAIT) < 0 ? longer : LONGEST_MISSING_WAIT;
    }

    /** Read along with the issue once it is known which one it is. */
    private OnboardingIssue onboarding(MigrationId migration, WithHistory read) {
        var number = OnboardingLink.number(
                        RequestForm.parse(read.issue().body()).request().getOnboarding(), repository)
                .orElse(NONE);
        if (number == NONE) {
            return OnboardingIssue.newBuilder().build();
        }
        var asked = links.asMap().put(migration, number);
        var linked = asked != null && asked == number ? read.linked() : issues.issue(number);
        return linked.map(IssueReader::shown)
                .orElseGet(() -> OnboardingIssue.newBuilder().setNumber(number).build());
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
