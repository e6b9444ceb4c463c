package io.movein.reporter.issue;

import io.movein.contract.issue.IssueLabels;
import io.movein.contract.issue.Marker;
import io.movein.event.MigrationClosed;
import io.movein.model.Ending;
import io.movein.model.MigrationStatus;
import io.movein.model.State;
import io.movein.reporter.text.Note;
import io.movein.reporter.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What has to be written so that the issue shows these events. Pure, and empty once it does: after a crash between any two
 * writes, planning again with the issue as found then gives the rest.
 *
 * @param writes in order: the status comment, comments of their own, closing, labels
 * @param notBefore set where only progress is new and the status was edited too short a time ago: plan again then
 * @param complete false: the issue lacks a comment that these events do not speak of; planning with the whole history gives it
 */
public record IssueWrites(List<Write> writes, Optional<Instant> notBefore, boolean complete) {
    /** How often progress alone may edit the status comment, seen from now. */
    public record Pace(Instant now, Duration interval) {}

    /** @param records events of one migration, oldest first, at least one */
    public static IssueWrites of(List<? extends SpecificRecord> records, IssueAsFound issue, Pace pace, Texts texts) {
        var events = records.stream().map(Event::of).toList();
        var due = due(events, issue, pace.interval());
        if (due.isPresent() && due.get().isAfter(pace.now())) {
            return new IssueWrites(List.of(), due, true);
        }
        return planned(writes(events, events, 0, issue, texts), events, issue);
    }

    /**
     * What the issue lacks, whenever it was missed: planned with everything of the migration that people have to read, to be
     * done once all of it was handled. A button that is pressed now was not answered by what happened before, so only those
     * that the issue does not show yet are taken off.
     *
     * @param records oldest first, at least one, the last one the newest of all
     */
    public static IssueWrites repair(List<? extends SpecificRecord> records, IssueAsFound issue, Texts texts) {
        var events = records.stream().map(Event::of).toList();
        var shown = issue.shown();
        var news = events.stream().filter(event -> event.sequence() > shown).toList();
        var writes = new ArrayList<>(writes(events, news, shown, issue, texts));
        // the status says what was done, so it is edited last
        writes.sort(Comparator.comparing(write -> write instanceof Write.EditComment));
        return planned(List.copyOf(writes), events, issue);
    }

    private static IssueWrites planned(List<Write> writes, List<Event> events, IssueAsFound issue) {
        return new IssueWrites(
                writes, Optional.empty(), Missing.nothing(events.getLast().status(), issue, writes));
    }

    private static Optional<Instant> due(List<Event> events, IssueAsFound issue, Duration interval) {
        if (!events.stream().allMatch(Event::isProgress)) {
            return Optional.empty();
        }
        return issue.status()
                .filter(IssueAsFound.OwnComment::intact)
                .filter(status -> status.marker().sequence() <= events.getLast().sequence())
                .map(status -> status.updatedAt().plus(interval));
    }

    private static List<Write> writes(
            List<Event> events, List<Event> news, long handled, IssueAsFound issue, Texts texts) {
        var last = events.getLast();
        long shown = issue.shown();
        var writes = new ArrayList<Write>();
        var close = close(events, issue);
        var isLabelled = IssueLabels.has(issue.labels(), IssueLabels.of(State.CLOSED));
        if (isLabelled) {
            close.ifPresent(
                    writes::add); // of an earlier end: only the status tells, until it is edited, that this one is
            // still to come
        }
        if (shown < last.sequence()) {
            writes.add(status(last, issue, texts));
        } else if (shown == last.sequence() && last.isProgress()) {
            progress(last, issue, texts).ifPresent(writes::add);
        }
        writes.addAll(Replies.of(events, handled, issue, texts));
        if (shown <= last.sequence()) {
            var labels = Labels.writes(last.status(), news, issue.labels());
            close.filter(_ -> !isLabelled).ifPresent(writes::add);
            reopen(last.status(), issue).ifPresent(writes::add);
            writes.addAll(labels);
        } else {
            writes.addAll(Labels.answered(news, issue.labels()));
        }
        issue.unreadable().stream().sorted().map(Write.DeleteComment::new).forEach(writes::add);
        issue.duplicates().forEach(comment -> writes.add(new Write.DeleteComment(comment.id())));
        return List.copyOf(writes);
    }

    /** Progress is no step of its own: the status comment says more than before, and the same number. */
    private static Optional<Write> progress(Event last, IssueAsFound issue, Texts texts) {
        return Optional.of(status(last, issue, texts))
                .filter(write -> write instanceof Write.EditComment edit
                        && issue.status()
                                .filter(found ->
                                        found.body().contains(edit.text().strip()))
                                .isEmpty());
    }

    private static Write status(Event last, IssueAsFound issue, Texts texts) {
        var marker = new Marker.Status(last.sequence());
        var found = issue.status();
        var note = found.isPresent() && !found.get().intact() ? Note.RESTORED : Note.NONE;
        var text = texts.status(last.record(), last.sequence(), last.status(), note);
        return found.<Write>map(status -> new Write.EditComment(status.id(), marker, text))
                .orElseGet(() -> new Write.NewComment(marker, text));
    }

    /** The label comes after it and says that it was done, so an issue that people open again stays open. */
    private static Optional<Write> close(List<Event> events, IssueAsFound issue) {
        var status = events.getLast().status();
        var isDone = IssueLabels.has(issue.labels(), IssueLabels.of(State.CLOSED))
                && events.stream()
                        .filter(event -> event.record() instanceof MigrationClosed)
                        .allMatch(event -> event.sequence() <= issue.shown());
        if (status.getState() != State.CLOSED
                || isDone
                || !issue.open()
                || issue.shown() > events.getLast().sequence()) {
            return Optional.empty();
        }
        return Optional.of(new Write.Close(isCompleted(status.getEnding())));
    }

    /** Somebody opened it again while we were about to close it: their word was later, and the migration goes on. */
    private static Optional<Write> reopen(MigrationStatus status, IssueAsFound issue) {
        return switch (status.getState()) {
            case CLOSED, TEARING_DOWN, UNKNOWN -> Optional.empty();
            default -> issue.closedByUs() ? Optional.of(new Write.Reopen()) : Optional.empty();
        };
    }

    private static boolean isCompleted(@Nullable Ending ending) {
        return switch (ending) {
            case null -> false;
            case COMPLETED, DRY_RUN_COMPLETED, PARTIAL_ACCEPTED -> true;
            case ABANDONED, REJECTED, WITHDRAWN, UNKNOWN -> false;
        };
    }
}
