package io.movein.intake.poll;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.movein.contract.plan.PlanPaths;
import io.movein.github.PullSnapshot;
import io.movein.github.Pulls;
import io.movein.intake.publish.Hints;
import io.movein.intake.publish.StagePull;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Hints the pull requests of plans that were updated since the last look, by GitHub's own times. What does not update one (another commit
 * on its base, a status) makes those that are open be read again every few minutes.
 */
public final class PullPoll implements ToIntFunction<Instant> {

    private static final Duration OVERLAP = Duration.ofMinutes(2);
    private static final Duration FIRST_LOOK = Duration.ofDays(7);
    private static final Duration AGAIN = Duration.ofMinutes(3);
    private static final int MOST = 1_000;

    private final Pulls pulls;
    private final Hints hints;
    /** When each was updated last, as it was hinted. */
    private final Cache<Integer, Instant> hinted =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(AGAIN).build();

    /** The open ones that are known. */
    private final Cache<Integer, StagePull> open =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private final IntSupplier story;
    private int known;
    private @Nullable Instant newest;

    /** @param story changes when what was hinted is lost */
    public PullPoll(Pulls pulls, Hints hints, IntSupplier story) {
        this.story = story;
        this.known = story.getAsInt();
        this.pulls = pulls;
        this.hints = hints;
    }

    /** @return how many were hinted */
    @Override
    public int applyAsInt(Instant now) {
        if (known != story.getAsInt()) {
            known = story.getAsInt();
            newest = null;
            hinted.invalidateAll();
        }
        var since = newest == null ? now.minus(FIRST_LOOK) : newest.minus(OVERLAP);
        var found = pulls.updatedSince(since, MOST);
        var fresh = found.stream()
                .filter(pull -> PlanPaths.parse(pull.branch()).isPresent())
                .filter(pull -> !pull.updatedAt().equals(hinted.getIfPresent(pull.number())))
                .toList();
        var due = open.asMap().values().stream()
                .filter(pull -> hinted.getIfPresent(pull.number()) == null)
                .filter(pull -> fresh.stream().noneMatch(other -> other.number() == pull.number()))
                .toList();
        hint(fresh.stream().map(PullPoll::ofStage).toList());
        hint(due);
        due.forEach(pull -> hinted.put(pull.number(), now));
        fresh.forEach(this::remember);
        newest = found.stream()
                .map(PullSnapshot::updatedAt)
                .max(Comparator.naturalOrder())
                .orElse(newest);
        return fresh.size() + due.size();
    }

    private void hint(List<StagePull> all) {
        if (!all.isEmpty()) {
            hints.pullsFromPoll(all);
        }
    }

    private void remember(PullSnapshot pull) {
        hinted.put(pull.number(), pull.updatedAt());
        if (pull.isOpen()) {
            open.put(pull.number(), ofStage(pull));
        } else {
            open.invalidate(pull.number());
        }
    }

    private static StagePull ofStage(PullSnapshot pull) {
        return new StagePull(PlanPaths.parse(pull.branch()).orElseThrow().issue(), pull.number());
    }
}
