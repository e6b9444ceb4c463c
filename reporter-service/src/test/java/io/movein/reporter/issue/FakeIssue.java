package io.movein.reporter.issue;

import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.Marker;
import io.movein.reporter.issue.IssueAsFound.OwnComment;
import io.movein.reporter.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/** An issue on which plans are carried out in memory; may lose everything after the first writes. */
final class FakeIssue {
    static final Texts TEXTS = Texts.mentioning(List.of());

    private static final CommentSeal SEAL = CommentSeal.plain();

    final List<OwnComment> comments = new ArrayList<>();
    final Set<String> labels = new TreeSet<>(Set.of("migrate-my-data"));
    final List<Write> written = new ArrayList<>();
    final Set<Long> unreadable = new TreeSet<>();
    boolean open = true;
    private boolean closedByUs;
    private long lastId = 99;
    Instant now = Instant.parse("2026-11-20T09:00:00Z");

    IssueWrites plan(SpecificRecord... events) {
        return IssueWrites.of(List.of(events), found(), new IssueWrites.Pace(now, Duration.ofSeconds(60)), TEXTS);
    }

    List<Write> repair(SpecificRecord... history) {
        var writes = IssueWrites.repair(List.of(history), found(), TEXTS).writes();
        writes.forEach(this::write);
        return writes;
    }

    /** Plans and writes, as the service does; gives what was written. */
    List<Write> handle(SpecificRecord... events) {
        var writes = plan(events).writes();
        writes.forEach(this::write);
        return writes;
    }

    IssueAsFound found() {
        return new IssueAsFound(open, closedByUs, labels, comments, unreadable);
    }

    void write(Write write) {
        written.add(write);
        switch (write) {
            case Write.NewComment it -> comments.add(comment(++lastId, SEAL.comment(it.marker(), it.text())));
            case Write.EditComment it -> edit(it.id(), SEAL.comment(it.marker(), it.text()));
            case Write.DeleteComment it -> {
                comments.removeIf(comment -> comment.id() == it.id());
                unreadable.remove(it.id());
            }
            case Write.AddLabel it -> labels.add(it.label());
            case Write.RemoveLabel it -> labels.remove(it.label());
            case Write.Close _ -> close();
            case Write.Reopen _ -> {
                open = true;
                closedByUs = false;
            }
            case Write.SetLabels it -> set(it.labels());
            case Write.CloseWithLabels it -> {
                close();
                set(it.labels());
            }
        }
    }

    private void close() {
        open = false;
        closedByUs = true;
    }

    private void set(Set<String> wanted) {
        labels.clear();
        labels.addAll(wanted);
    }

    /** Whoever may write to the repository may do this. */
    void edit(long id, String body) {
        if (Marker.of(body).isEmpty()) {
            comments.removeIf(comment -> comment.id() == id);
            unreadable.add(id);
        }
        comments.replaceAll(comment -> comment.id() == id ? comment(id, body) : comment);
    }

    /** As it would be read back from GitHub. */
    private OwnComment comment(long id, String body) {
        return new OwnComment(id, Marker.of(body).orElseThrow(), body, now, SEAL.isIntact(body));
    }
}
