package io.movein.standin.github.model;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The issues of one repository and the rules by which people change them. It has no threads, files or network; the time comes
 * from the clock it is given, and every change is told to its listeners before the call returns. An actor is a login.
 * What GitHub would not do is a {@link Refused}.
 */
public final class GitHubModel {

    /** GitHub's own limit for the body of an issue or a comment, in characters. */
    public static final int MAX_BODY = 65_536;

    private final RepositoryName repository;
    private final Map<String, User> users = new LinkedHashMap<>();
    private final Clock clock;
    final State state;
    private final List<Consumer<Changed>> listeners = new ArrayList<>();
    private final GitRepository git = new GitRepository(this);
    private final PullRequests pulls = new PullRequests(this, git);

    public GitHubModel(RepositoryName repository, List<User> users, Map<String, List<String>> teams, Clock clock) {
        this.repository = repository;
        this.state = new State(repository.owner());
        users.forEach(user -> this.users.put(user.login(), user));
        teams.forEach((team, logins) -> state.memberships.put(
                team,
                new TreeMap<>(logins.stream().collect(Collectors.toMap(login -> login, _ -> Membership.ACTIVE)))));
        this.clock = clock;
    }

    /** Takes a change back in that happened before a restart; nobody is told. */
    public synchronized void replay(IssueChange change) {
        state.apply(change);
    }

    public synchronized void listen(Consumer<Changed> listener) {
        listeners.add(listener);
    }

    public RepositoryName repository() {
        return repository;
    }

    public Clock clock() {
        return clock;
    }

    public GitRepository git() {
        return git;
    }

    public PullRequests pulls() {
        return pulls;
    }

    // who is there

    public synchronized Optional<User> user(String login) {
        return users().stream().filter(user -> user.login().equals(login)).findFirst();
    }

    public synchronized List<User> users() {
        return users.values().stream()
                .map(state::today)
                .filter(user -> !state.removedAccounts.contains(user.login()))
                .toList();
    }

    public synchronized List<String> teams() {
        return state.memberships.keySet().stream().sorted().toList();
    }

    /** Without those who are only invited. */
    public synchronized List<User> members(String team) {
        var members = state.memberships.get(team);
        if (members == null) {
            throw Refused.notFound();
        }
        return members.entrySet().stream()
                .filter(member -> member.getValue() == Membership.ACTIVE)
                .flatMap(member -> user(member.getKey()).stream())
                .toList();
    }

    public synchronized void changeMembership(String team, String login, Membership membership) {
        known(login);
        record(new IssueChange.MembershipChanged(now(), login, team, membership));
    }

    /** The login is free for others then. */
    public synchronized void renameAccount(String login, String to) {
        known(login);
        record(new IssueChange.AccountRenamed(now(), login, to));
    }

    /** The account is gone: what it filed stays and shows no author. */
    public synchronized void removeAccount(String login) {
        known(login);
        record(new IssueChange.AccountRemoved(now(), login));
    }

    // what is there

    public synchronized Issue issue(int number) {
        return state.thread(number).issue;
    }

    /** Null: nobody edited the body. */
    public synchronized @Nullable Instant bodyEditedAt(int number) {
        return state.thread(number).bodyEditedAt;
    }

    /** Without pull requests. */
    public synchronized List<Issue> issues(IssueQuery query) {
        return issuesAndPulls(query).stream()
                .filter(issue -> !state.git.pulls.containsKey(issue.number()))
                .toList();
    }

    public synchronized List<Issue> issuesAndPulls(IssueQuery query) {
        return living().map(thread -> thread.issue)
                .filter(query::matches)
                .sorted(query.order())
                .toList();
    }

    public synchronized long openIssues() {
        return living().map(thread -> thread.issue)
                .filter(issue -> issue.open() && !state.git.pulls.containsKey(issue.number()))
                .count();
    }

    public synchronized List<StoredComment> comments(int number) {
        return List.copyOf(state.thread(number).comments);
    }

    public synchronized StoredComment comment(long id) {
        var number = state.issueOfComment.get(id);
        if (number == null) {
            throw Refused.notFound();
        }
        var thread = state.thread(number);
        return thread.comments.get(thread.indexOf(id));
    }

    public synchronized List<IssueEvent> events(int number) {
        return List.copyOf(state.thread(number).events);
    }

    public synchronized List<Label> labels() {
        return List.copyOf(state.labels.values());
    }

    public synchronized Label label(String name) {
        var label = state.labels.get(name);
        if (label == null) {
            throw Refused.notFound();
        }
        return label;
    }

    // what people do

    /** Labels of somebody without write access are dropped in silence, as GitHub does. */
    public synchronized Issue open(String actor, String title, @Nullable String body, List<String> labels) {
        return opened(actor, title, body, mayWrite(actor) ? labels : List.of());
    }

    /** Filed with an issue form: its labels are set whatever the author may do. */
    public synchronized Issue openWithForm(String actor, String title, String body, List<String> formLabels) {
        return opened(actor, title, body, formLabels);
    }

    public synchronized Issue edit(String actor, int number, IssueEdit edit) {
        var issue = issue(number);
        requireAuthorOrWriter(actor, issue.author());
        TextLimits.checkTitle(edit.title());
        TextLimits.checkBody(edit.body());
        editText(actor, issue, edit);
        if (edit.labels() != null && mayWrite(actor)) {
            setLabels(actor, number, edit.labels());
        }
        editState(actor, issue, edit);
        return issue(number);
    }

    public synchronized List<Label> addLabels(String actor, int number, List<String> names) {
        requireWriter(actor);
        names.forEach(name -> putLabel(actor, number, name));
        return labelsOf(number);
    }

    public synchronized List<Label> removeLabel(String actor, int number, String name) {
        requireWriter(actor);
        if (!issue(number).hasLabel(name)) {
            throw new Refused(404, "Label does not exist", "");
        }
        takeLabel(actor, number, name);
        return labelsOf(number);
    }

    public synchronized List<Label> setLabels(String actor, int number, List<String> names) {
        requireWriter(actor);
        for (var present : issue(number).labels()) {
            if (names.stream().noneMatch(present::equalsIgnoreCase)) {
                takeLabel(actor, number, present);
            }
        }
        return addLabels(actor, number, names);
    }

    public synchronized List<Label> labelsOf(int number) {
        return issue(number).labels().stream().map(this::label).toList();
    }

    public synchronized Label defineLabel(String actor, String name, String color, String description) {
        requireWriter(actor);
        if (state.labels.containsKey(name)) {
            throw Refused.invalid("name", "already_exists");
        }
        return newLabel(actor, name, color, description);
    }

    public synchronized void renameLabel(String actor, String from, String to) {
        requireWriter(actor);
        record(new IssueChange.LabelRenamed(now(), actor, label(from).name(), to));
    }

    /** From the repository, and so from every issue. */
    public synchronized void deleteLabel(String actor, String name) {
        requireWriter(actor);
        record(new IssueChange.LabelRemoved(now(), actor, label(name).name()));
    }

    public synchronized StoredComment comment(String actor, int number, String body) {
        known(actor);
        issue(number);
        TextLimits.checkBody(body);
        if (body.isBlank()) {
            throw Refused.invalid("body", "Body cannot be blank");
        }
        var id = ++state.lastId;
        record(new IssueChange.CommentCreated(now(), actor, number, id, body));
        return comment(id);
    }

    public synchronized StoredComment editComment(String actor, long id, String body) {
        var comment = comment(id);
        requireAuthorOrWriter(actor, comment.author());
        TextLimits.checkBody(body);
        if (!comment.body().equals(body)) {
            record(new IssueChange.CommentEdited(now(), actor, comment.issue(), id, comment.body(), body));
        }
        return comment(id);
    }

    public synchronized void deleteComment(String actor, long id) {
        var comment = comment(id);
        requireAuthorOrWriter(actor, comment.author());
        record(new IssueChange.CommentDeleted(now(), actor, comment.issue(), id));
    }

    /** From now on the issue answers 410. */
    public synchronized void deleteIssue(String actor, int number) {
        requireWriter(actor);
        issue(number);
        record(new IssueChange.IssueDeleted(now(), actor, number));
    }

    public boolean mayWrite(String login) {
        return user(login).map(User::writes).orElse(false);
    }

    public boolean mayEdit(String login, String author) {
        return login.equals(author) || mayWrite(login);
    }

    Issue opened(String actor, String title, @Nullable String body, List<String> labels) {
        known(actor);
        if (title.isBlank()) {
            throw Refused.invalid("title", "title can't be blank");
        }
        TextLimits.checkTitle(title);
        TextLimits.checkBody(body);
        var number = state.lastNumber + 1;
        var names = labels.stream()
                .distinct()
                .map(label -> definedLabel(actor, label).name())
                .toList();
        record(new IssueChange.IssueOpened(now(), actor, number, ++state.lastId, title, body, names));
        names.forEach(name -> record(new IssueChange.Labeled(now(), actor, number, ++state.lastId, name)));
        return issue(number);
    }

    private void editText(String actor, Issue issue, IssueEdit edit) {
        if (edit.title() != null && !edit.title().equals(issue.title())) {
            record(new IssueChange.TitleEdited(
                    now(), actor, issue.number(), ++state.lastId, issue.title(), edit.title()));
        }
        if (edit.body() != null && !edit.body().equals(issue.body())) {
            record(new IssueChange.BodyEdited(now(), actor, issue.number(), issue.body(), edit.body()));
        }
    }

    private void editState(String actor, Issue issue, IssueEdit edit) {
        if (edit.open() == null || edit.open() == issue.open()) {
            return;
        }
        var event = ++state.lastId;
        record(
                edit.open()
                        ? new IssueChange.Reopened(now(), actor, issue.number(), event)
                        : new IssueChange.Closed(
                                now(),
                                actor,
                                issue.number(),
                                event,
                                edit.stateReason() == null ? "completed" : edit.stateReason()));
    }

    private void putLabel(String actor, int number, String name) {
        if (!issue(number).hasLabel(name)) {
            record(new IssueChange.Labeled(
                    now(),
                    actor,
                    number,
                    ++state.lastId,
                    definedLabel(actor, name).name()));
        }
    }

    /** A label that is not there comes into being by being used. */
    private Label definedLabel(String actor, String name) {
        if (name.isBlank() || name.length() > 50) {
            throw Refused.invalid("name", "'" + name + "' is no label name");
        }
        return state.labels.containsKey(name) ? label(name) : newLabel(actor, name, Label.DEFAULT_COLOR, "");
    }

    private void takeLabel(String actor, int number, String name) {
        record(new IssueChange.Unlabeled(
                now(), actor, number, ++state.lastId, label(name).name()));
    }

    private Label newLabel(String actor, String name, String color, String description) {
        record(new IssueChange.LabelDefined(now(), actor, ++state.lastId, name, color, description));
        return label(name);
    }

    void record(IssueChange change) {
        var changed = state.apply(change);
        listeners.forEach(listener -> listener.accept(changed));
    }

    private Stream<IssueThread> living() {
        return state.threads.values().stream().filter(thread -> !state.deleted.contains(thread.issue.number()));
    }

    void known(String login) {
        if (user(login).isEmpty()) {
            throw Refused.forbidden();
        }
    }

    void requireWriter(String login) {
        if (!mayWrite(login)) {
            throw Refused.forbidden();
        }
    }

    private void requireAuthorOrWriter(String login, String author) {
        known(login);
        if (!mayEdit(login, author)) {
            throw Refused.forbidden();
        }
    }

    long nextId() {
        return ++state.lastId;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
