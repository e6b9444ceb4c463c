package io.movein.reporter.issue;

import io.movein.reporter.issue.IssueAsFound.OwnComment;
import io.movein.reporter.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/** An issue on which plans are carried out in memory; may lose everything after the first writes. */
final class FakeIssue {
    static final Texts TEXTS = Texts.mentioning(Optional.empty());

    final List<OwnComment> comments = new ArrayList<>();
    final Set<String> labels = new TreeSet<>(Set.of("migrate-my-data"));
    final List<Write> written = new ArrayList<>();
    boolean open = true;
    Instant now = Instant.parse("2026-11-20T09:00:00Z");

    IssueWrites plan(SpecificRecord... events) {
        return IssueWrites.of(List.of(events), found(), new IssueWrites.Pace(now, Duration.ofSeconds(60)), TEXTS);
    }

    /** Plans and writes, as the service does; gives what was written. */
    List<Write> handle(SpecificRecord... events) {
        var writes = plan(events).writes();
        writes.forEach(this::write);
        return writes;
    }

    IssueAsFound found() {
        return new IssueAsFound(open, labels, comments);
    }

    void write(Write write) {
        written.add(write);
        switch (write) {
            case Write.NewComment it -> comments.add(new OwnComment(comments.size() + 100, marker(it.body()), now));
            case Write.EditComment it ->
                comments.replaceAll(
                        comment -> comment.id() == it.id() ? new OwnComment(it.id(), marker(it.body()), now) : comment);
            case Write.AddLabel it -> labels.add(it.label());
            case Write.RemoveLabel it -> labels.remove(it.label());
            case Write.Close _ -> open = false;
        }
    }

    /** As it would be read back from GitHub. */
    private static Marker marker(String body) {
        return Marker.of(body).orElseThrow();
    }
}
