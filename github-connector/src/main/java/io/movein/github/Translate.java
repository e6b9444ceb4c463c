package io.movein.github;

import java.io.IOException;
import java.util.Date;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHIssueEvent;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHLabel;

/** From hub4j's objects to ours; makes no requests. */
final class Translate {

    private Translate() {}

    static IssueSnapshot issue(GHIssue issue) throws IOException {
        var author = RawUser.of(issue);
        var reason = issue.getStateReason();
        return new IssueSnapshot(
                issue.getNumber(),
                text(issue.getTitle()),
                text(issue.getBody()),
                RawUser.id(author),
                RawUser.login(author),
                issue.getLabels().stream().map(GHLabel::getName).collect(Collectors.toSet()),
                issue.getState() == GHIssueState.OPEN ? IssueSnapshot.State.OPEN : IssueSnapshot.State.CLOSED,
                reason == null ? null : reason.name().toLowerCase(Locale.ROOT),
                date(issue.getCreatedAt()).toInstant(),
                date(issue.getUpdatedAt()).toInstant(),
                issue.isPullRequest());
    }

    static Comment comment(GHIssueComment comment) throws IOException {
        var author = RawUser.of(comment);
        return new Comment(
                comment.getId(),
                RawUser.id(author),
                RawUser.login(author),
                text(comment.getBody()),
                date(comment.getCreatedAt()).toInstant(),
                date(comment.getUpdatedAt()).toInstant(),
                String.valueOf(comment.getHtmlUrl()));
    }

    /** Empty: the event is about something else. */
    static Optional<LabelEvent> labelEvent(GHIssueEvent event) {
        var added = "labeled".equals(event.getEvent());
        if (!added && !"unlabeled".equals(event.getEvent()) || event.getLabel() == null) return Optional.empty();
        var actor = event.getActor();
        return Optional.of(new LabelEvent(
                event.getId(),
                event.getLabel().getName(),
                added,
                RawUser.id(actor),
                RawUser.login(actor),
                date(event.getCreatedAt()).toInstant()));
    }

    /** Empty: the event is about something else. */
    static Optional<StateEvent> stateEvent(GHIssueEvent event) {
        var open = "reopened".equals(event.getEvent());
        if (!open && !"closed".equals(event.getEvent())) return Optional.empty();
        var actor = event.getActor();
        return Optional.of(new StateEvent(
                event.getId(),
                open,
                RawUser.id(actor),
                RawUser.login(actor),
                date(event.getCreatedAt()).toInstant()));
    }

    private static String text(String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static Date date(Date date) {
        return Objects.requireNonNullElseGet(date, () -> new Date(0));
    }
}
