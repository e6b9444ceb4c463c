package io.movein.standin.github.model;

import io.movein.standin.github.model.IssueEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that the changes so far amount to. {@link #apply} is the only way in, live and after a restart. */
final class State {

    private final String owner;

    final TreeMap<Integer, IssueThread> threads = new TreeMap<>();
    final Map<Long, Integer> issueOfComment = new HashMap<>();
    final Map<String, Label> labels = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final Set<Integer> deleted = new HashSet<>();
    final Set<String> removedAccounts = new HashSet<>();
    /** Today's logins of renamed accounts, by the first one. */
    final Map<String, String> renamed = new HashMap<>();
    /** By team and login. */
    final Map<String, Map<String, Membership>> memberships = new HashMap<>();
    /** Larger than what fits into 32 bits, as GitHub's are. */
    long lastId = 3_000_000_000L;

    int lastNumber;

    final GitState git = new GitState();

    /** @param owner of the repository */
    State(String owner) {
        this.owner = owner;
    }

    Changed apply(IssueChange change) {
        return switch (change) {
            case IssueChange.GitChange c -> applied(c);
            case IssueChange.LabelDefined c -> {
                labels.put(c.name(), new Label(seen(c.id()), c.name(), c.color(), c.description(), c.at()));
                yield new Changed(c, null, null);
            }
            case IssueChange.LabelRenamed c -> {
                var label = Objects.requireNonNull(labels.remove(c.from()), c::from);
                labels.put(c.to(), new Label(label.id(), c.to(), label.color(), label.description(), c.at()));
                threads.values().forEach(thread -> thread.labelRenamed(c.from(), c.to()));
                yield new Changed(c, null, null);
            }
            case IssueChange.LabelRemoved c -> {
                labels.remove(c.name());
                threads.values().forEach(thread -> thread.labelRemoved(c.name()));
                yield new Changed(c, null, null);
            }
            case IssueChange.AccountRemoved c -> {
                removedAccounts.add(c.actor());
                yield new Changed(c, null, null);
            }
            case IssueChange.AccountRenamed c -> {
                rename(c.actor(), c.to());
                yield new Changed(c, null, null);
            }
            case IssueChange.MembershipChanged c -> {
                memberships.computeIfAbsent(c.team(), _ -> new TreeMap<>()).put(c.actor(), c.membership());
                yield new Changed(c, null, null);
            }
            case IssueChange.IssueOpened c -> opened(c);
            case IssueChange.IssueDeleted c -> {
                var last = thread(c.issue()).issue;
                deleted.add(c.issue());
                yield new Changed(c, last, null);
            }
            case IssueChange.CommentCreated c ->
                commented(c, new StoredComment(seen(c.id()), c.issue(), c.actor(), c.body(), c.at(), c.at(), null));
            case IssueChange.CommentEdited c -> recommented(c);
            case IssueChange.CommentDeleted c -> uncommented(c);
            case IssueChange.TitleEdited c ->
                happened(
                        c,
                        thread(c.issue()).issue.titled(c.to(), c.at()),
                        event(c.event(), c, Kind.RENAMED, null, null, c.from(), c.to()));
            case IssueChange.BodyEdited c -> {
                thread(c.issue()).bodyEditedAt = c.at();
                yield happened(c, thread(c.issue()).issue.edited(c.to(), c.at()), null);
            }
            case IssueChange.Labeled c ->
                happened(c, withLabel(c), event(c.event(), c, Kind.LABELED, c.label(), null, null, null));
            case IssueChange.Unlabeled c ->
                happened(c, withoutLabel(c), event(c.event(), c, Kind.UNLABELED, c.label(), null, null, null));
            case IssueChange.Closed c ->
                happened(
                        c,
                        thread(c.issue()).issue.closed(c.actor(), c.reason(), c.at()),
                        event(c.event(), c, Kind.CLOSED, null, c.reason(), null, null));
            case IssueChange.Reopened c ->
                happened(
                        c,
                        thread(c.issue()).issue.reopened(c.at()),
                        event(c.event(), c, Kind.REOPENED, null, "reopened", null, null));
        };
    }

    private Changed applied(IssueChange.GitChange c) {
        lastId = Math.max(lastId, git.apply(c, lastId));
        var thread = threads.get(c.issue());
        if (thread != null) {
            thread.issue = thread.issue.commented(thread.comments.size(), c.at());
        }
        if (c instanceof IssueChange.BranchMoved(var at, var _, var push)) {
            git.pushed(
                            push,
                            owner,
                            number -> Objects.requireNonNull(threads.get(number))
                                    .issue
                                    .open())
                    .forEach(number -> touch(number, at));
        }
        return new Changed(c, thread == null ? null : thread.issue, null);
    }

    private void touch(int number, Instant at) {
        var thread = thread(number);
        thread.issue = thread.issue.commented(thread.comments.size(), at);
    }

    /** Whoever takes the login over later is somebody else. */
    private void rename(String from, String to) {
        var first = renamed.entrySet().stream()
                .filter(entry -> entry.getValue().equals(from))
                .map(Map.Entry::getKey)
                .findFirst();
        renamed.put(first.orElse(from), to);
        threads.values().forEach(thread -> thread.accountRenamed(from, to));
        memberships.values().forEach(members -> {
            var membership = members.remove(from);
            if (membership != null) {
                members.put(to, membership);
            }
        });
    }

    User today(User user) {
        var login = renamed.get(user.login());
        return login == null ? user : new User(user.id(), login, user.bot(), user.writes());
    }

    IssueThread thread(int number) {
        var thread = threads.get(number);
        if (thread == null) {
            throw Refused.notFound();
        }
        if (deleted.contains(number)) {
            throw Refused.gone();
        }
        return thread;
    }

    private Changed opened(IssueChange.IssueOpened c) {
        lastNumber = Math.max(lastNumber, c.issue());
        var issue = new Issue(
                seen(c.id()),
                c.issue(),
                c.actor(),
                c.title(),
                c.body(),
                true,
                null,
                c.labels(),
                0,
                c.at(),
                c.at(),
                null,
                null);
        threads.put(c.issue(), new IssueThread(issue));
        return new Changed(c, issue, null);
    }

    private Changed commented(IssueChange c, StoredComment comment) {
        var thread = thread(c.issue());
        thread.comments.add(comment);
        issueOfComment.put(comment.id(), c.issue());
        return touched(c, thread, comment);
    }

    private Changed recommented(IssueChange.CommentEdited c) {
        var thread = thread(c.issue());
        var index = thread.indexOf(c.id());
        thread.comments.set(index, thread.comments.get(index).edited(c.actor(), c.to(), c.at()));
        return touched(c, thread, thread.comments.get(index));
    }

    private Changed uncommented(IssueChange.CommentDeleted c) {
        var thread = thread(c.issue());
        var comment = thread.comments.remove(thread.indexOf(c.id()));
        issueOfComment.remove(c.id());
        return touched(c, thread, comment);
    }

    private static Changed touched(IssueChange c, IssueThread thread, StoredComment comment) {
        thread.issue = thread.issue.commented(thread.comments.size(), c.at());
        return new Changed(c, thread.issue, comment);
    }

    private Changed happened(IssueChange c, Issue after, @Nullable IssueEvent event) {
        var thread = thread(c.issue());
        thread.issue = after;
        if (event != null) {
            thread.events.add(event);
        }
        return new Changed(c, after, null);
    }

    /** Labels set at creation are on the issue already when their events come. */
    private Issue withLabel(IssueChange.Labeled c) {
        var issue = thread(c.issue()).issue;
        var names = new ArrayList<>(issue.labels());
        if (!issue.hasLabel(c.label())) {
            names.add(c.label());
        }
        return issue.labelled(names, c.at());
    }

    private Issue withoutLabel(IssueChange.Unlabeled c) {
        var issue = thread(c.issue()).issue;
        var names = new ArrayList<>(issue.labels());
        names.removeIf(c.label()::equalsIgnoreCase);
        return issue.labelled(names, c.at());
    }

    private IssueEvent event(
            long id,
            IssueChange c,
            Kind kind,
            @Nullable String label,
            @Nullable String reason,
            @Nullable String from,
            @Nullable String to) {
        return new IssueEvent(seen(id), c.issue(), kind, c.actor(), c.at(), label, reason, from, to);
    }

    private long seen(long id) {
        lastId = Math.max(lastId, id);
        return id;
    }
}
