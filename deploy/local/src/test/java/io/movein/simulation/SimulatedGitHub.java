package io.movein.simulation;

import io.movein.github.ChangedIssue;
import io.movein.github.CloseReason;
import io.movein.github.Comment;
import io.movein.github.GitHubRefusedException;
import io.movein.github.GitHubUnavailableException;
import io.movein.github.IssueSnapshot;
import io.movein.github.IssueSnapshot.WithHistory;
import io.movein.github.Issues;
import io.movein.github.LabelEvent;
import io.movein.github.RateLimitedException;
import io.movein.github.StateEvent;
import io.movein.github.UnknownOutcomeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One repository's issues in memory, seen through the port that the services use, with GitHub's misfortunes. Times have whole seconds. */
@SuppressWarnings("NullAway") // what is asked for is there in this world
final class SimulatedGitHub implements Issues {
    static final long BOT = 9001;

    record User(long id, String login) {}

    static final class Issue {
        final int number;
        final User author;
        final Instant createdAt;
        String body;
        boolean open = true;

        @Nullable
        String stateReason;

        Instant updatedAt;
        final Set<String> labels = new TreeSet<>();
        final List<Comment> comments = new ArrayList<>();
        final List<LabelEvent> events = new ArrayList<>();
        final List<StateEvent> states = new ArrayList<>();
        final Set<Long> edited = new TreeSet<>();
        final Set<Long> editedByOthers = new TreeSet<>();

        Issue(int number, User author, String body, Instant now) {
            this.number = number;
            this.author = author;
            this.body = body;
            this.createdAt = now;
            this.updatedAt = now;
        }
    }

    private final Map<Integer, Issue> issues = new TreeMap<>();
    private final User bot = new User(BOT, "movein[bot]");
    private final Chance chance;
    private final Supplier<Instant> clock;
    private final IntConsumer webhook;
    private Instant backAt = Instant.MIN;
    private long ids = 1000;
    private int writes;

    SimulatedGitHub(Chance chance, Supplier<Instant> clock, IntConsumer webhook) {
        this.chance = chance;
        this.clock = clock;
        this.webhook = webhook;
    }

    // ---- what people do

    Issue file(User author, String body, List<String> labels) {
        var issue = new Issue(issues.size() + 1, author, body, clock.get());
        issues.put(issue.number, issue);
        labels.forEach(label -> label(author, issue.number, label));
        webhook.accept(issue.number);
        return issue;
    }

    /** A pull request is an issue too, whose comments are its own. Returns its number. */
    int openPull(User author, String branch) {
        var issue = new Issue(issues.size() + 1, author, branch, clock.get());
        issues.put(issue.number, issue);
        return issue.number;
    }

    void edit(int number, String body) {
        var issue = issues.get(number);
        issue.body = body;
        changed(issue, issue.author.id());
    }

    void close(User user, int number, String reason) {
        var issue = issues.get(number);
        if (issue.open) {
            issue.open = false;
            issue.stateReason = reason;
            issue.states.add(new StateEvent("E" + ++ids, false, user.id(), user.login(), clock.get()));
            changed(issue, user.id());
        }
    }

    void reopen(User user, int number) {
        var issue = issues.get(number);
        if (!issue.open) {
            issue.open = true;
            issue.stateReason = "reopened";
            issue.states.add(new StateEvent("E" + ++ids, true, user.id(), user.login(), clock.get()));
            changed(issue, user.id());
        }
    }

    /** Somebody with write access puts words into another's mouth. */
    void forge(int number, String words) {
        var issue = issues.get(number);
        issue.comments.stream()
                .filter(comment -> !comment.isBy(BOT))
                .reduce((_, last) -> last)
                .ifPresent(comment -> {
                    issue.edited.add(comment.id());
                    issue.editedByOthers.add(comment.id());
                    replace(issue, comment, words);
                    changed(issue, 0);
                });
    }

    /** The bot's token has leaked. */
    void labelAsTheBot(int number, String label) {
        label(bot, number, label);
    }

    /** Nothing can be read or written for a while. */
    void goAway(Duration forSoLong) {
        backAt = clock.get().plus(forSoLong);
    }

    private void replace(Issue issue, Comment old, String body) {
        issue.comments.replaceAll(comment -> comment.id() != old.id()
                ? comment
                : new Comment(
                        old.id(), old.authorId(), old.authorLogin(), body, old.createdAt(), clock.get(), old.url()));
    }

    void say(User user, int number, String body) {
        var issue = issues.get(number);
        var now = clock.get();
        issue.comments.add(new Comment(
                ++ids, user.id(), user.login(), body, now, now, "https://github.test/" + number + "#" + ids));
        changed(issue, user.id());
    }

    void label(User user, int number, String label) {
        var issue = issues.get(number);
        if (issue.labels.add(label)) {
            issue.events.add(new LabelEvent("E" + ++ids, label, true, user.id(), user.login(), clock.get()));
            changed(issue, user.id());
        }
    }

    void unlabel(User user, int number, String label) {
        var issue = issues.get(number);
        if (issue.labels.remove(label)) {
            issue.events.add(new LabelEvent("E" + ++ids, label, false, user.id(), user.login(), clock.get()));
            changed(issue, user.id());
        }
    }

    /** Whoever may write to the repository may edit and delete the bot's comments. */
    void tamper(int number) {
        var comments = issues.get(number).comments;
        var own = comments.stream().filter(comment -> comment.isBy(BOT)).toList();
        if (own.isEmpty()) {
            return;
        }
        var one = chance.oneOf(own);
        if (chance.once(3)) {
            comments.remove(one);
        } else {
            issues.get(number).edited.add(one.id());
            issues.get(number).editedByOthers.add(one.id());
            replace(issues.get(number), one, Forgery.of(one.body(), chance));
        }
        changed(issues.get(number), 0);
    }

    /** By its own clock, which is not ours. */
    Instant now() {
        return clock.get();
    }

    Issue look(int number) {
        return issues.get(number);
    }

    /** Writes by the bot, to see that there are few. */
    int writes() {
        return writes;
    }

    /** Intake passes over deliveries about what Movein did itself. */
    private void changed(Issue issue, long by) {
        issue.updatedAt = clock.get();
        if (by != BOT) {
            webhook.accept(issue.number);
        }
    }

    // ---- what the services see

    @Override
    public Optional<IssueSnapshot> issue(int number) {
        readMayFail();
        return Optional.ofNullable(issues.get(number)).map(SimulatedGitHub::snapshot);
    }

    private static IssueSnapshot snapshot(Issue issue) {
        return new IssueSnapshot(
                issue.number,
                "Migrate my data " + issue.number,
                issue.body,
                issue.author.id(),
                issue.author.login(),
                issue.labels,
                issue.open ? IssueSnapshot.State.OPEN : IssueSnapshot.State.CLOSED,
                issue.stateReason,
                issue.createdAt,
                issue.updatedAt);
    }

    @Override
    public Optional<WithHistory> read(int number, int linked) {
        readMayFail();
        return Optional.ofNullable(issues.get(number))
                .map(issue -> new WithHistory(
                        snapshot(issue),
                        issue.comments,
                        issue.events,
                        issue.states,
                        issue.edited,
                        issue.editedByOthers,
                        Optional.ofNullable(issues.get(linked)).map(SimulatedGitHub::snapshot)));
    }

    @Override
    public List<ChangedIssue> openWith(String label) {
        throw new UnsupportedOperationException("nothing polls here");
    }

    @Override
    public List<ChangedIssue> changedSince(Instant since) {
        throw new UnsupportedOperationException("nothing polls here");
    }

    @Override
    public Comment comment(int number, String body) {
        return write(() -> {
            say(bot, number, body);
            return issues.get(number).comments.getLast();
        });
    }

    @Override
    public Comment editComment(int number, long commentId, String body) {
        return write(() -> {
            var issue = issues.get(number);
            var old = issue.comments.stream()
                    .filter(comment -> comment.id() == commentId)
                    .findFirst();
            if (old.isPresent()) {
                issue.edited.add(commentId);
                issue.editedByOthers.remove(commentId);
                replace(issue, old.get(), body);
                changed(issue, BOT);
                return issue.comments.stream()
                        .filter(comment -> comment.id() == commentId)
                        .findFirst()
                        .orElseThrow();
            }
            throw new GitHubRefusedException(404, "no comment " + commentId);
        });
    }

    @Override
    public void deleteComment(int number, long commentId) {
        write(() -> issues.get(number).comments.removeIf(comment -> comment.id() == commentId));
    }

    @Override
    public void addLabel(int number, String label) {
        write(() -> {
            label(bot, number, label);
            return label;
        });
    }

    @Override
    public void removeLabel(int number, String label) {
        write(() -> {
            unlabel(bot, number, label);
            return label;
        });
    }

    @Override
    public void setLabels(int number, Set<String> labels) {
        write(() -> {
            relabel(number, labels);
            return labels;
        });
    }

    private void relabel(int number, Set<String> labels) {
        Set.copyOf(issues.get(number).labels).stream()
                .filter(label -> !labels.contains(label))
                .sorted()
                .forEach(label -> unlabel(bot, number, label));
        labels.stream().sorted().forEach(label -> label(bot, number, label));
    }

    @Override
    public void close(int number, CloseReason reason, @Nullable Set<String> labels) {
        write(() -> {
            if (labels != null) {
                relabel(number, labels);
            }
            close(bot, number, reason == CloseReason.COMPLETED ? "completed" : "not_planned");
            return reason;
        });
    }

    @Override
    public void reopen(int number) {
        write(() -> {
            reopen(bot, number);
            return true;
        });
    }

    @Override
    public long myId() {
        return BOT;
    }

    @Override
    public Optional<Long> userId(String login) {
        return login.equals(Planners.REVIEWER.login()) ? Optional.of(Planners.REVIEWER.id()) : Optional.empty();
    }

    @Override
    public Set<Long> teamMembers(String team) {
        return Set.of();
    }

    private void mayBeAway() {
        if (clock.get().isBefore(backAt)) {
            throw new GitHubUnavailableException("GitHub is away");
        }
    }

    void readMayFail() {
        mayBeAway();
        if (chance.strikes(60)) {
            throw new GitHubUnavailableException("GitHub does not answer");
        }
        if (chance.strikes(80)) {
            throw new RateLimitedException("slow down", Duration.ofSeconds(60));
        }
        if (chance.strikes(100)) {
            throw new Crash("while reading from GitHub");
        }
    }

    <T> T write(Supplier<T> change) {
        mayBeAway();
        if (chance.strikes(40)) {
            throw new RateLimitedException("slow down", Duration.ofSeconds(60));
        }
        if (chance.strikes(40)) {
            throw new Crash("before writing to GitHub");
        }
        var done = change.get();
        writes++;
        if (chance.strikes(30)) {
            throw new UnknownOutcomeException("the answer was lost");
        }
        if (chance.strikes(40)) {
            throw new Crash("after writing to GitHub");
        }
        return done;
    }
}
