package io.movein.reporter.issue;

import io.movein.event.ApprovalVoided;
import io.movein.event.CommandRefused;
import io.movein.event.HelpShown;
import io.movein.event.MigrationRejected;
import io.movein.event.MigrationRequested;
import io.movein.event.PlanChosen;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.StatusShown;
import io.movein.event.ValidationRejected;
import io.movein.model.Plan;
import io.movein.model.State;
import io.movein.reporter.text.Comment;
import io.movein.reporter.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** The comments of their own that events get: only where a person must act, or has asked. */
final class Replies {
    private record Reply(Event event, Comment comment, Marker marker) {}

    private Replies() {}

    /**
     * In the order of the events. An event that is older than a comment we have is left alone: it has had its comment, or
     * was overtaken before it got one. So is one that a later event of the same batch overtakes.
     */
    static List<Write> of(List<Event> events, IssueAsFound issue, Texts texts) {
        var writes = new ArrayList<Write>();
        for (int i = 0; i < events.size(); i++) {
            var event = events.get(i);
            if (event.sequence() > issue.lastCommented() && !overtaken(event, events.subList(i + 1, events.size()))) {
                reply(event).map(reply -> write(reply, texts)).ifPresent(writes::add);
            }
        }
        return writes;
    }

    private static Write write(Reply reply, Texts texts) {
        var text = texts.comment(
                reply.comment(), reply.event().record(), reply.event().status());
        return new Write.NewComment(reply.marker(), reply.marker().text() + "\n" + text);
    }

    private static Optional<Reply> reply(Event event) {
        return switch (event.record()) {
            case ReviewCompleted e
            when e.getProblems().isEmpty() -> review(event, Comment.REVIEW, e.getRevision(), e.getRun());
            case ReviewCompleted _ -> reply(event, Comment.PROBLEMS);
            case ApprovalVoided e
            when event.status().getState() == State.AWAITING_APPROVAL ->
                review(
                        event,
                        Comment.APPROVAL_VOIDED,
                        event.status().getRevision(),
                        e.getApproval().getRun());
            case PlanChosen e
            when e.getNextRun() != null ->
                review(event, Comment.PLAN_APPROVAL, event.status().getRevision(), e.getNextRun());
            case PlanChosen e
            when e.getPlan() == Plan.NEW_ARTIFACT && event.status().getState() == State.NEEDS_CHANGES ->
                reply(event, Comment.NEW_ARTIFACT);
            case RunFinished e ->
                Optional.of(new Reply(
                        event, Comment.REPORT, Marker.report(e.getRun(), event.migration(), event.sequence())));
            case ValidationRejected _ -> reply(event, Comment.INVALID);
            case MigrationRejected _ -> reply(event, Comment.REJECTED);
            case CommandRefused _ -> reply(event, Comment.REFUSED);
            case StatusShown _ -> reply(event, Comment.STATUS_SHOWN);
            case HelpShown _ -> reply(event, Comment.HELP);
            default -> Optional.empty();
        };
    }

    private static Optional<Reply> review(Event event, Comment comment, String revision, int run) {
        return Optional.of(
                new Reply(event, comment, Marker.review(revision, run, event.migration(), event.sequence())));
    }

    private static Optional<Reply> reply(Event event, Comment comment) {
        return Optional.of(new Reply(event, comment, Marker.reply(event.migration(), event.sequence())));
    }

    /** Nobody can act on it any more. */
    private static boolean overtaken(Event event, List<Event> later) {
        return switch (event.record()) {
            case ReviewCompleted _, ApprovalVoided _, PlanChosen _ -> has(later, MigrationRequested.class);
            case StatusShown _ -> has(later, StatusShown.class);
            default -> false;
        };
    }

    private static boolean has(List<Event> events, Class<? extends SpecificRecord> type) {
        return events.stream().anyMatch(event -> type.isInstance(event.record()));
    }
}
