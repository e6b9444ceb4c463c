package io.movein.reporter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.Marker;
import io.movein.github.CloseReason;
import io.movein.github.Comment;
import io.movein.github.GitHubException;
import io.movein.github.GitHubRefusedException;
import io.movein.github.IssueSnapshot.WithHistory;
import io.movein.github.Issues;
import io.movein.reporter.issue.IssueAsFound;
import io.movein.reporter.issue.IssueAsFound.OwnComment;
import io.movein.reporter.issue.Write;
import io.movein.runtime.PermanentException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issues of our repository as this service sees them. GitHub may show a list without a comment that was written a moment
 * ago; what we wrote ourselves in the last minutes is therefore remembered and added to what is found. A list that has a later comment is
 * not late: what it lacks was deleted.
 */
public final class MigrationIssues {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationIssues.class);
    private static final Duration MOMENT = Duration.ofMinutes(2);

    private final String repository;
    private final Issues issues;
    private final CommentSeal seal;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Cache<Integer, Map<Long, OwnComment>> written;
    private final Cache<Integer, Cached> seen =
            Caffeine.newBuilder().maximumSize(1_000).build();

    /** @param at when it was read */
    private record Cached(IssueAsFound issue, Instant at) {
        Cached after(Write write) {
            return new Cached(issue.after(write), at);
        }
    }

    public MigrationIssues(
            String repository, Issues issues, CommentSeal seal, InstantSource clock, MeterRegistry meters) {
        this.repository = repository;
        this.issues = issues;
        this.seal = seal;
        this.clock = clock;
        this.meters = meters;
        this.written = Caffeine.newBuilder()
                .expireAfterWrite(MOMENT)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .maximumSize(10_000)
                .build();
    }

    /** Empty: the repository is there and the issue is not, perhaps only for a moment. */
    Optional<IssueAsFound> find(MigrationId migration) throws PermanentException {
        var name = migration.owner() + "/" + migration.repository();
        if (!name.equalsIgnoreCase(repository)) {
            throw new PermanentException(migration + " is in another repository (expected one of " + repository + ")");
        }
        var found = issues.read(migration.number()).map(this::asFound);
        found.ifPresentOrElse(
                issue -> seen.put(migration.number(), new Cached(issue, clock.instant())),
                () -> seen.invalidate(migration.number()));
        return found;
    }

    /** As it was read a moment ago, with what we wrote since; empty: it has to be read. */
    Optional<IssueAsFound> recent(MigrationId migration) {
        return Optional.ofNullable(seen.getIfPresent(migration.number()))
                .filter(it -> clock.instant().isBefore(it.at().plus(MOMENT)))
                .map(Cached::issue);
    }

    private IssueAsFound asFound(WithHistory read) {
        var me = issues.myId();
        var ours = read.comments().stream().filter(comment -> comment.isBy(me)).toList();
        var unreadable = ours.stream()
                .filter(comment -> Marker.of(comment.body()).isEmpty())
                .map(Comment::id)
                .filter(read.editedByOthers()::contains)
                .collect(Collectors.toSet());
        var all = new TreeMap<Long, OwnComment>();
        ours.stream()
                .flatMap(comment -> own(comment, read.editedByOthers()).stream())
                .forEach(comment -> all.put(comment.id(), comment));
        remembered(read).forEach((id, mine) -> all.merge(id, mine, MigrationIssues::newer));
        all.keySet().removeAll(unreadable);
        return new IssueAsFound(
                read.issue().isOpen(),
                !read.issue().isOpen() && isClosedBy(me, read),
                read.issue().labels(),
                new ArrayList<>(all.values()),
                unreadable);
    }

    private Map<Long, OwnComment> remembered(WithHistory read) {
        var found = read.comments().stream().map(Comment::id).collect(Collectors.toSet());
        var newest = found.stream().mapToLong(Long::longValue).max().orElse(0);
        var mine = written.get(read.issue().number(), _ -> new ConcurrentHashMap<>());
        mine.keySet().removeIf(id -> id < newest && !found.contains(id));
        return mine;
    }

    private static boolean isClosedBy(long me, WithHistory read) {
        return !read.stateEvents().isEmpty()
                && Objects.equals(read.stateEvents().getLast().actorId(), me);
    }

    private Optional<OwnComment> own(Comment comment, Set<Long> editedByOthers) {
        var intact = !editedByOthers.contains(comment.id()) && seal.isIntact(comment.body());
        return Marker.of(comment.body())
                .map(marker -> new OwnComment(comment.id(), marker, comment.body(), comment.updatedAt(), intact));
    }

    /** A list that is late shows a comment as we wrote it before; one that was edited by somebody else is never that. */
    private static OwnComment newer(OwnComment found, OwnComment mine) {
        return !found.intact() || found.marker().sequence() >= mine.marker().sequence() ? found : mine;
    }

    /** What GitHub will never take is told and passed over: the other writes do not depend on it. False: it was refused. */
    boolean write(MigrationId migration, Write write) {
        try {
            perform(migration.number(), write);
            seen.asMap().computeIfPresent(migration.number(), (_, it) -> it.after(write));
            meters.counter("movein.issue.writes", "kind", write.kind()).increment();
            return true;
        } catch (GitHubRefusedException e) {
            if (e.isGone() || e.isLater()) {
                throw e;
            }
            meters.counter("movein.issue.refused", "kind", write.kind()).increment();
            LOG.warn("{}: GitHub does not take the {}: {}", migration, write.kind(), e.getMessage());
            return false;
        } catch (GitHubException e) {
            seen.invalidate(migration.number());
            throw e;
        }
    }

    /** What we remember may no longer be there. */
    void forget(MigrationId migration) {
        written.invalidate(migration.number());
        seen.invalidate(migration.number());
    }

    private void perform(int number, Write write) {
        switch (write) {
            case Write.NewComment it -> {
                var body = seal.comment(it.marker(), it.text());
                remember(number, it.marker(), body, issues.comment(number, body));
            }
            case Write.EditComment it -> {
                var body = seal.comment(it.marker(), it.text());
                remember(number, it.marker(), body, issues.editComment(number, it.id(), body));
            }
            case Write.DeleteComment it -> {
                issues.deleteComment(number, it.id());
                written.get(number, _ -> new ConcurrentHashMap<>()).remove(it.id());
            }
            case Write.AddLabel it -> issues.addLabel(number, it.label());
            case Write.RemoveLabel it -> issues.removeLabel(number, it.label());
            case Write.SetLabels it -> issues.setLabels(number, it.labels());
            case Write.Reopen _ -> issues.reopen(number);
            case Write.Close it -> issues.close(number, reason(it.completed()), null);
            case Write.CloseWithLabels it -> issues.close(number, reason(it.completed()), it.labels());
        }
    }

    private static CloseReason reason(boolean completed) {
        return completed ? CloseReason.COMPLETED : CloseReason.NOT_PLANNED;
    }

    private void remember(int number, Marker marker, String body, Comment comment) {
        var mine = new OwnComment(comment.id(), marker, body, comment.updatedAt(), true);
        written.get(number, _ -> new ConcurrentHashMap<>()).put(comment.id(), mine);
        seen.asMap().computeIfPresent(number, (_, it) -> new Cached(it.issue().with(mine), it.at()));
    }
}
