package io.movein.reporter.issue;

import io.movein.contract.issue.IssueLabels;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.contract.issue.Marker;
import io.movein.event.GateAsked;
import io.movein.event.PlanClosed;
import io.movein.event.PlanCommandRefused;
import io.movein.event.PlanIssueCorrected;
import io.movein.event.PlanShown;
import io.movein.event.StageApproved;
import io.movein.event.StageMergedAround;
import io.movein.event.StageReopened;
import io.movein.model.PlanEnding;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import io.movein.reporter.text.Note;
import io.movein.reporter.text.PlanTexts;
import io.movein.reporter.text.PlanTexts.PlanComment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * What has to be written so that the issue of a migration plan shows these events. Pure, and empty once it does. The status comment says
 * what was done, so its edit comes last: after a crash before it, planning again gives the rest.
 */
public final class PlanWrites {

    private final PlanEvent last;
    private final List<PlanEvent> events;
    private final IssueAsFound issue;
    private final List<String> refused;
    private final PlanTexts texts;
    private final long shown;

    private PlanWrites(List<PlanEvent> events, IssueAsFound issue, List<String> refused, PlanTexts texts) {
        this.last = events.getLast();
        this.events = events;
        this.issue = issue;
        this.refused = refused;
        this.texts = texts;
        this.shown = issue.shown();
    }

    /**
     * @param records oldest first, at least one, the last one the newest of all
     * @param refused what GitHub did not take of what was done beside the issue, for people
     */
    public static List<Write> of(
            List<? extends SpecificRecord> records, IssueAsFound issue, List<String> refused, PlanTexts texts) {
        return new PlanWrites(records.stream().map(PlanEvent::of).toList(), issue, refused, texts).all();
    }

    /** Somebody deleted or changed the question that a gate is asked, and these events do not bring it back. */
    public static boolean isQuestionMissing(List<? extends SpecificRecord> records, IssueAsFound issue) {
        var events = records.stream().map(PlanEvent::of).toList();
        return events.getLast().status().getStages().stream()
                .filter(stage -> stage.getState() == StageState.ASKING)
                .map(StageStatus::getAsked)
                .filter(Objects::nonNull)
                .anyMatch(asked ->
                        !issue.hasCommentAbout(asked) && events.stream().noneMatch(event -> event.sequence() == asked));
    }

    private List<Write> all() {
        var status = status();
        var writes = new ArrayList<Write>();
        status.filter(Write.NewComment.class::isInstance).ifPresent(writes::add);
        events.stream().filter(this::isNeeded).flatMap(this::comment).forEach(writes::add);
        news().flatMap(this::state).forEach(writes::add);
        answered().forEach(writes::add);
        issue.unreadable().stream().sorted().map(Write.DeleteComment::new).forEach(writes::add);
        issue.duplicates().forEach(comment -> writes.add(new Write.DeleteComment(comment.id())));
        status.filter(Write.EditComment.class::isInstance).ifPresent(writes::add);
        return List.copyOf(writes);
    }

    private Stream<PlanEvent> news() {
        return events.stream().filter(event -> event.sequence() > shown);
    }

    /** What was not shown yet, and the question that a gate is still asked. */
    private boolean isNeeded(PlanEvent event) {
        return event.sequence() > shown
                || event.record() instanceof GateAsked asked
                        && last.stage(asked.getStage())
                                .filter(stage -> Long.valueOf(event.sequence()).equals(stage.getAsked()))
                                .isPresent();
    }

    private Stream<Write> comment(PlanEvent event) {
        var kind = kind(event.record());
        if (kind.isEmpty() || issue.hasCommentAbout(event.sequence())) {
            return Stream.empty();
        }
        var tampered = issue.tamperedAbout(event.sequence()).toList();
        var text = texts.comment(
                kind.get(), event.record(), event.status(), tampered.isEmpty() ? Note.NONE : Note.RESTORED);
        return Stream.concat(
                tampered.stream().map(comment -> new Write.DeleteComment(comment.id())),
                Stream.of(new Write.NewComment(marker(event), text)));
    }

    private static Optional<PlanComment> kind(SpecificRecord record) {
        return Optional.ofNullable(
                switch (record) {
                    case GateAsked _ -> PlanComment.GATE_ASKED;
                    case StageMergedAround _ -> PlanComment.MERGED_AROUND;
                    case StageReopened _ -> PlanComment.REOPENED;
                    case PlanCommandRefused _ -> PlanComment.REFUSED;
                    case PlanShown shown -> shown.getHelp() ? PlanComment.HELP : PlanComment.SHOWN;
                    case PlanIssueCorrected _ -> PlanComment.ISSUE_STATE;
                    case PlanClosed _ -> PlanComment.CLOSED;
                    default -> null;
                });
    }

    private static Marker marker(PlanEvent event) {
        return event.record() instanceof GateAsked asked
                ? new Marker.GateAsk(asked.getStage(), asked.getCommit(), event.migration(), event.sequence())
                : new Marker.Reply(event.migration(), event.sequence());
    }

    private Stream<Write> state(PlanEvent event) {
        return switch (event.record()) {
            case PlanClosed closed
            when issue.open() -> Stream.of(new Write.Close(closed.getEnding() == PlanEnding.COMPLETED));
            case PlanIssueCorrected corrected
            when corrected.getOpen() && !issue.open() -> Stream.of(new Write.Reopen());
            case PlanIssueCorrected corrected
            when !corrected.getOpen() && issue.open() -> Stream.of(new Write.Close(false));
            default -> Stream.empty();
        };
    }

    /** A button is let go once what it asked for was answered. */
    private Stream<Write> answered() {
        var isAnswered = news().anyMatch(event -> switch (event.record()) {
            case StageApproved _, PlanClosed _ -> true;
            case PlanCommandRefused refusal -> refusal.getCommand().startsWith("labeled:");
            default -> false;
        });
        return isAnswered
                ? Arrays.stream(Button.values())
                        .map(Button::label)
                        .filter(label -> IssueLabels.has(issue.labels(), label))
                        .map(Write.RemoveLabel::new)
                : Stream.empty();
    }

    private Optional<Write> status() {
        var found = issue.status();
        if (shown > last.sequence()) {
            return Optional.empty();
        }
        var note = found.isPresent() && !found.get().intact() ? Note.RESTORED : Note.NONE;
        var text = texts.status(last.record(), last.status(), last.sequence(), note, refused);
        if (found.isEmpty()) {
            return Optional.of(new Write.NewComment(new Marker.Status(last.sequence()), text));
        }
        var isThere = found.get().intact()
                && shown == last.sequence()
                && found.get().body().replace("\r\n", "\n").contains(text.strip());
        return isThere
                ? Optional.empty()
                : Optional.of(new Write.EditComment(found.get().id(), new Marker.Status(last.sequence()), text));
    }
}
