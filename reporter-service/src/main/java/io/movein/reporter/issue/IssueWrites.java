package io.movein.reporter.issue;

import io.movein.event.MigrationClosed;
import io.movein.model.Ending;
import io.movein.reporter.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What has to be written so that the issue shows these events. Pure, and empty once it does: after a crash between any two
 * writes, planning again with the issue as found then gives the rest.
 *
 * @param writes in order: the status comment, comments of their own, closing, labels
 * @param notBefore set where only progress is new and the status was edited too short a time ago: plan again then
 */
public record IssueWrites(List<Write> writes, Optional<Instant> notBefore) {

    /** How often progress alone may edit the status comment, seen from now. */
    public record Pace(Instant now, Duration interval) {}

    /** @param records events of one migration, oldest first, at least one */
    public static IssueWrites of(List<? extends SpecificRecord> records, IssueAsFound issue, Pace pace, Texts texts) {
        var events = records.stream().map(Event::of).toList();
        var due = due(events, issue, pace.interval());
        if (due.isPresent() && due.get().isAfter(pace.now())) {
            return new IssueWrites(List.of(), due);
        }
        return new IssueWrites(writes(events, issue, texts), Optional.empty());
    }

    /** Whether these are worth no more than an edit now and then. */
    public static boolean onlyProgress(List<? extends SpecificRecord> records) {
        return records.stream().allMatch(io.movein.event.RunProgressed.class::isInstance);
    }

    private static Optional<Instant> due(List<Event> events, IssueAsFound issue, Duration interval) {
        if (!events.stream().allMatch(Event::isProgress)) {
            return Optional.empty();
        }
        return issue.status()
                .filter(status -> status.marker().sequence() < events.getLast().sequence())
                .map(status -> status.updatedAt().plus(interval));
    }

    private static List<Write> writes(List<Event> events, IssueAsFound issue, Texts texts) {
        var last = events.getLast();
        long shown = issue.status().map(status -> status.marker().sequence()).orElse(0L);
        var writes = new ArrayList<Write>();
        if (shown < last.sequence()) {
            writes.add(status(last, issue, texts));
        }
        writes.addAll(Replies.of(events, issue, texts));
        if (shown <= last.sequence()) {
            var labels = Labels.writes(events, issue.labels());
            close(last, issue, labels).ifPresent(writes::add);
            writes.addAll(labels);
        } else {
            writes.addAll(Labels.answered(events, issue.labels()));
        }
        return List.copyOf(writes);
    }

    private static Write status(Event last, IssueAsFound issue, Texts texts) {
        var marker = new Marker.Status(last.sequence());
        var body = marker.text() + "\n" + texts.status(last.record(), last.sequence(), last.status());
        return issue.status()
                .<Write>map(found -> new Write.EditComment(found.id(), marker, body))
                .orElseGet(() -> new Write.NewComment(marker, body));
    }

    /** The labels come after it and say that it was done, so an issue that people open again stays open. */
    private static Optional<Write> close(Event last, IssueAsFound issue, List<Write> labels) {
        if (!(last.record() instanceof MigrationClosed closed) || !issue.open() || labels.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Write.Close(isCompleted(closed.getEnding())));
    }

    private static boolean isCompleted(Ending ending) {
        return switch (ending) {
            case COMPLETED, DRY_RUN_COMPLETED, PARTIAL_ACCEPTED -> true;
            case ABANDONED, REJECTED, WITHDRAWN, UNKNOWN -> false;
        };
    }
}
