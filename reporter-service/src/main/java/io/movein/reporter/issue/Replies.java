package io.movein.reporter.issue;

import io.movein.contract.issue.Marker;
import io.movein.event.ApprovalVoided;
import io.movein.event.CommandRefused;
import io.movein.event.ControlAnswered;
import io.movein.event.HelpShown;
import io.movein.event.IssueStateCorrected;
import io.movein.event.MigrationRejected;
import io.movein.event.MigrationRequested;
import io.movein.event.MigrationWithdrawn;
import io.movein.event.OwnerAsked;
import io.movein.event.PlanChosen;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.RunReportedLate;
import io.movein.event.StatusShown;
import io.movein.event.TearDownStuck;
import io.movein.event.ValidationRejected;
import io.movein.model.Plan;
import io.movein.model.State;
import io.movein.reporter.text.Around;
import io.movein.reporter.text.CommentKind;
import io.movein.reporter.text.Note;
import io.movein.reporter.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** The comments of their own that events get: only where a person must act, or has asked. */
final class Replies {
    private record Reply(Event event, CommentKind comment, Marker marker) {}

    private Replies() {}

    /**
     * In the order of the events. An event that is older than a comment we have is left alone, unless people need its comment
     * now: it has had its comment, or was overtaken before it got one. So is one that a later event of the same batch overtakes.
     *
     * <p>A comment that somebody else edited is written anew and the edited one removed: what was approved by it came before.
     *
     * @param handled sequence up to which everything was handled before; a comment about that was there once, or should have been
     */
    static List<Write> of(List<Event> events, long handled, IssueAsFound issue, Texts texts) {
        var needed = Missing.needed(events.getLast().status())
                .filter(isNeeded ->
                        issue.intact().map(IssueAsFound.OwnComment::marker).noneMatch(isNeeded));
        var writes = new ArrayList<Write>();
        var untold = new ArrayList<CommandRefused>();
        for (int i = 0; i < events.size(); i++) {
            var event = events.get(i);
            var later = events.subList(i + 1, events.size());
            reply(event)
                    .filter(reply -> !issue.hasCommentAbout(reply.event().sequence()))
                    .flatMap(reply -> note(
                                    reply,
                                    later,
                                    issue,
                                    reply.event().sequence() <= handled,
                                    needed.isPresent() && needed.get().test(reply.marker()))
                            .filter(note -> note == Note.RESTORED || !isToldWithTheNext(event, later, untold))
                            .map(note -> write(
                                    reply, new Around(note, Superseded.previousReview(issue), take(untold)), texts)))
                    .filter(write -> !Superseded.isOutdated(write, issue))
                    .ifPresent(write -> {
                        stateOfIssue(event, events.getLast(), issue).ifPresent(writes::add);
                        writes.add(write);
                        writes.addAll(Superseded.by(write, issue));
                    });
            issue.tamperedAbout(event.sequence())
                    .map(comment -> new Write.DeleteComment(comment.id()))
                    .forEach(writes::add);
        }
        return writes;
    }

    /**
     * One comment tells a person of all that was refused in a row: whoever writes fifty comments gets few. It has the marker of the
     * last one, which says that those before it were answered too; so nothing else may be told in between.
     */
    private static boolean isToldWithTheNext(Event event, List<Event> later, List<CommandRefused> untold) {
        return event.record() instanceof CommandRefused refused
                && later.stream()
                        .filter(next -> reply(next).isPresent())
                        .findFirst()
                        .filter(next -> next.record() instanceof CommandRefused another
                                && another.getActor().getId()
                                        == refused.getActor().getId())
                        .isPresent()
                && untold.add(refused);
    }

    private static List<CommandRefused> take(List<CommandRefused> untold) {
        var taken = List.copyOf(untold);
        untold.clear();
        return taken;
    }

    /** Done before it is explained: the explanation says that it was. What has come to its end since is left as it is. */
    private static Optional<Write> stateOfIssue(Event event, Event last, IssueAsFound issue) {
        var isOver = last.status().getState() == State.CLOSED || last.status().getState() == State.TEARING_DOWN;
        if (!(event.record() instanceof IssueStateCorrected correction)
                || correction.getOpen() == issue.open()
                || correction.getOpen() == isOver) {
            return Optional.empty();
        }
        return Optional.of(correction.getOpen() ? new Write.Reopen() : new Write.Close(true));
    }

    /** What the comment says of itself; empty: it is not written. */
    private static Optional<Note> note(
            Reply reply, List<Event> later, IssueAsFound issue, boolean isShown, boolean needed) {
        var isNew = reply.event().sequence() > issue.lastCommented() && !overtaken(reply.event(), later);
        if (issue.tamperedAbout(reply.event().sequence()).findAny().isPresent()) {
            return Optional.of(Note.RESTORED);
        }
        if (needed
                && later.stream().flatMap(event -> reply(event).stream()).noneMatch(other -> replaces(other, reply))) {
            return Optional.of(isNew && !isShown ? Note.NONE : Note.LATE);
        }
        return isNew ? Optional.of(isShown ? Note.LATE : Note.NONE) : Optional.empty();
    }

    private static boolean replaces(Reply later, Reply reply) {
        return later.marker().getClass() == reply.marker().getClass();
    }

    /** What does not fit into one comment cannot be shown whole, so nobody is asked to approve it. */
    private static Write.NewComment write(Reply reply, Around around, Texts texts) {
        var event = reply.event();
        var text = texts.comment(reply.comment(), event.record(), event.status(), around);
        if (!reply.comment().asksForApproval() || Texts.isWhole(text)) {
            return new Write.NewComment(reply.marker(), text);
        }
        return new Write.NewComment(
                new Marker.Reply(event.migration(), event.sequence()),
                texts.comment(CommentKind.TOO_LONG, event.record(), event.status(), Around.NOTHING));
    }

    private static Optional<Reply> reply(Event event) {
        return switch (event.record()) {
            case ReviewCompleted e
            when e.getProblems().isEmpty() -> review(event, CommentKind.REVIEW, e.getRevision(), e.getRun());
            case ReviewCompleted _ -> reply(event, CommentKind.PROBLEMS);
            case ApprovalVoided e
            when event.status().getState() == State.AWAITING_APPROVAL ->
                review(
                        event,
                        CommentKind.APPROVAL_VOIDED,
                        event.status().getRevision(),
                        e.getApproval().getRun());
            case PlanChosen e
            when e.getPlan() == Plan.NEW_ARTIFACT && event.status().getState() == State.NEEDS_CHANGES ->
                reply(event, CommentKind.NEW_IMAGE);
            case RunFinished e ->
                Optional.of(new Reply(
                        event, CommentKind.REPORT, new Marker.Report(e.getRun(), event.migration(), event.sequence())));
            case RunReportedLate e ->
                Optional.of(new Reply(
                        event,
                        CommentKind.LATE_REPORT,
                        new Marker.Report(e.getRun(), event.migration(), event.sequence())));
            case TearDownStuck _ -> reply(event, CommentKind.TEAR_DOWN_STUCK);
            case OwnerAsked _ -> reply(event, CommentKind.QUESTION);
            case ControlAnswered e when e.getResult() == null -> reply(event, CommentKind.UNANSWERED);
            case MigrationWithdrawn _ -> reply(event, CommentKind.WITHDRAWN);
            case IssueStateCorrected _ -> reply(event, CommentKind.ISSUE_STATE);
            case ValidationRejected _ -> reply(event, CommentKind.INVALID);
            case MigrationRejected _ -> reply(event, CommentKind.REJECTED);
            case CommandRefused _ -> reply(event, CommentKind.REFUSED);
            case StatusShown _ -> reply(event, CommentKind.STATUS_SHOWN);
            case HelpShown _ -> reply(event, CommentKind.HELP);
            default -> Optional.empty();
        };
    }

    private static Optional<Reply> review(Event event, CommentKind comment, String revision, int run) {
        return Optional.of(
                new Reply(event, comment, new Marker.Review(revision, run, event.migration(), event.sequence())));
    }

    private static Optional<Reply> reply(Event event, CommentKind comment) {
        return Optional.of(new Reply(event, comment, new Marker.Reply(event.migration(), event.sequence())));
    }

    /** Nobody can act on it any more. */
    private static boolean overtaken(Event event, List<Event> later) {
        return switch (event.record()) {
            case ReviewCompleted _, ApprovalVoided _ -> has(later, MigrationRequested.class);
            case StatusShown _ -> has(later, StatusShown.class);
            case HelpShown _ -> has(later, HelpShown.class);
            default -> false;
        };
    }

    private static boolean has(List<Event> events, Class<? extends SpecificRecord> type) {
        return events.stream().anyMatch(event -> type.isInstance(event.record()));
    }
}
