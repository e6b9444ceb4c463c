package io.movein.reporter.issue;

import io.movein.contract.issue.IssueLabels;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.event.CommandRefused;
import io.movein.event.MigrationApproved;
import io.movein.event.MigrationRejected;
import io.movein.event.NodeOffConfirmed;
import io.movein.event.OwnerAsked;
import io.movein.event.ReviewCompleted;
import io.movein.event.WipeAttested;
import io.movein.model.MigrationStatus;
import io.movein.model.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Exactly one {@code state:*} label; an operator's label is a button and is taken off once it was answered. */
final class Labels {
    private static final String QUESTION = "operator:question";
    private static final Set<String> BUTTONS = Stream.concat(
                    Stream.of(QUESTION), Stream.of(Button.values()).map(Button::label))
            .collect(Collectors.toUnmodifiableSet());

    private Labels() {}

    /**
     * The new one first, so that there is never none.
     *
     * @param news the events whose buttons are answered
     */
    static List<Write> writes(MigrationStatus status, List<Event> news, Set<String> found) {
        var writes = new ArrayList<Write>();
        var state = status.getState();
        var wanted = status.getQuestionAt() == null ? IssueLabels.of(state) : IssueLabels.NEEDS_ANSWER;
        if (state != State.UNKNOWN && !IssueLabels.has(found, wanted)) {
            writes.add(new Write.AddLabel(wanted));
        }
        var answered = buttons(news);
        if (isPastApproval(state)) {
            answered.add(Button.APPROVED.label());
        }
        writes.addAll(takenOff(answered, found));
        if (state != State.UNKNOWN) {
            found.stream()
                    .filter(label -> IssueLabels.isState(label) && !IssueLabels.same(label, wanted))
                    .sorted()
                    .map(Write.RemoveLabel::new)
                    .forEach(writes::add);
        }
        return writes;
    }

    /** Also for events that the issue already shows: after a crash they may come in other batches than before. */
    static List<Write> answered(List<Event> events, Set<String> found) {
        return takenOff(buttons(events), found);
    }

    /** There the button means nothing: it was answered by an event that this service never showed, or is about to be refused. */
    private static boolean isPastApproval(State state) {
        return switch (state) {
            case QUEUED, RUNNING, AWAITING_VALIDATION, AWAITING_PLAN, TEARING_DOWN, CLOSED -> true;
            case UNDER_REVIEW, NEEDS_CHANGES, AWAITING_APPROVAL, UNKNOWN -> false;
        };
    }

    private static List<Write> takenOff(Set<String> answered, Set<String> found) {
        return found.stream()
                .filter(label -> IssueLabels.has(answered, label))
                .sorted()
                .<Write>map(Write.RemoveLabel::new)
                .toList();
    }

    private static Set<String> buttons(List<Event> events) {
        var answered = new HashSet<String>();
        for (var event : events) {
            switch (event.record()) {
                case MigrationApproved _ -> answered.add(Button.APPROVED.label());
                // the checks run once more for an approval, and this is the answer where they fail
                case ReviewCompleted e when !e.getProblems().isEmpty() -> answered.add(Button.APPROVED.label());
                case MigrationRejected _ -> answered.add(Button.REJECTED.label());
                case WipeAttested _ -> answered.add(Button.DESTINATION_WIPED.label());
                case NodeOffConfirmed _ -> answered.add(Button.NODE_OFF.label());
                case OwnerAsked _ -> answered.add(QUESTION);
                case CommandRefused e when e.getCommand().startsWith("labeled:") -> answered.addAll(BUTTONS);
                default -> {}
            }
        }
        return answered;
    }
}
