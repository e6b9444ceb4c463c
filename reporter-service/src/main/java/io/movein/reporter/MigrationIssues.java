package io.movein.reporter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.github.CloseReason;
import io.movein.github.Comment;
import io.movein.github.Issues;
import io.movein.reporter.issue.IssueAsFound;
import io.movein.reporter.issue.IssueAsFound.OwnComment;
import io.movein.reporter.issue.Marker;
import io.movein.reporter.issue.Write;
import io.movein.runtime.PermanentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The issues of our repository as this service sees them. GitHub may show a list without a comment that was written a moment
 * ago; what we wrote ourselves in the last minutes is therefore remembered and added to what is found.
 */
public final class MigrationIssues {
    private static final Duration MOMENT = Duration.ofMinutes(2);

    private final String repository;
    private final Issues issues;
    private final MeterRegistry meters;
    private final Cache<Integer, Map<Long, OwnComment>> written =
            Caffeine.newBuilder().expireAfterWrite(MOMENT).maximumSize(10_000).build();

    public MigrationIssues(String repository, Issues issues, MeterRegistry meters) {
        this.repository = repository;
        this.issues = issues;
        this.meters = meters;
    }

    IssueAsFound find(MigrationId migration) throws PermanentException {
        var name = migration.owner() + "/" + migration.repository();
        if (!name.equals(repository)) {
            throw new PermanentException(migration + " is in another repository (expected one of " + repository + ")");
        }
        var issue = issues.issue(migration.number())
                .orElseThrow(() -> new PermanentException(
                        "issue " + migration + " is gone: moved or deleted (expected an issue of " + repository + ")"));
        return new IssueAsFound(issue.isOpen(), issue.labels(), comments(migration.number()));
    }

    private List<OwnComment> comments(int number) {
        var me = issues.myId();
        var all = new TreeMap<Long, OwnComment>();
        issues.comments(number).stream()
                .filter(comment -> comment.isBy(me))
                .flatMap(comment -> own(comment).stream())
                .forEach(comment -> all.put(comment.id(), comment));
        written.get(number, _ -> new ConcurrentHashMap<>())
                .forEach((id, mine) -> all.merge(id, mine, MigrationIssues::newer));
        return new ArrayList<>(all.values());
    }

    private static Optional<OwnComment> own(Comment comment) {
        return Marker.of(comment.body()).map(marker -> new OwnComment(comment.id(), marker, comment.updatedAt()));
    }

    private static OwnComment newer(OwnComment one, OwnComment other) {
        return one.marker().sequence() >= other.marker().sequence() ? one : other;
    }

    void write(MigrationId migration, Write write) {
        perform(migration.number(), write);
        meters.counter("movein.issue.writes", "kind", write.kind()).increment();
    }

    /** What we remember may no longer be there. */
    void forget(MigrationId migration) {
        written.invalidate(migration.number());
    }

    private void perform(int number, Write write) {
        switch (write) {
            case Write.NewComment it -> remember(number, it.marker(), issues.comment(number, it.body()));
            case Write.EditComment it -> remember(number, it.marker(), issues.editComment(number, it.id(), it.body()));
            case Write.AddLabel it -> issues.addLabel(number, it.label());
            case Write.RemoveLabel it -> issues.removeLabel(number, it.label());
            case Write.Close it ->
                issues.close(number, it.completed() ? CloseReason.COMPLETED : CloseReason.NOT_PLANNED);
        }
    }

    private void remember(int number, Marker marker, Comment comment) {
        var mine = new OwnComment(comment.id(), marker, comment.updatedAt());
        written.get(number, _ -> new ConcurrentHashMap<>()).put(comment.id(), mine);
    }
}
