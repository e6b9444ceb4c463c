package io.movein.intake.poll;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.movein.contract.issue.IssueLabels;
import io.movein.github.ChangedIssue;
import io.movein.github.GitHubException;
import io.movein.github.Issues;
import io.movein.intake.publish.Hints;
import io.movein.runtime.Health;
import io.movein.runtime.KafkaUnavailableException;
import io.movein.runtime.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints every migration issue that was updated since the last look, at first all that are open and what changed within some
 * days. What is new is told by GitHub's own times, never by our clock. A look counts only once its hints are safe; one that
 * failed is made again, after waits that grow up to the interval.
 *
 * <p>Pull requests are asked for only once there is a plan: where there are none, Movein's App may not read them.
 */
public final class Poller implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    /** For answers of GitHub that lag behind. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);
    /** How far back the first look goes for what is closed; our clock may be wrong by hours. */
    private static final Duration FIRST_LOOK = Duration.ofDays(7);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private final Issues issues;
    private final ToIntFunction<Instant> pulls;
    private final Hints hints;
    private final Duration interval;
    private final InstantSource clock;
    private final Consumer<Optional<String>> news;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private volatile String last = "has not looked yet";
    /** Whether a plan was ever seen. */
    private boolean plans;
    /** The newest update that was ever seen, in GitHub's time; null: none was. */
    private @Nullable Instant newest;
    /** What people had done last on each issue when it was hinted. Our own writes are not among it. */
    private final Cache<Integer, String> hinted =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private final IntSupplier story;
    private int told;
    private int failures;

    /**
     * @param pulls looks for changed pull requests as well once there is a plan, and says how many it hinted
     * @param news  told after each look: what is wrong with GitHub, or empty
     * @param story changes when what was hinted is lost
     */
    public Poller(
            Issues issues,
            ToIntFunction<Instant> pulls,
            Hints hints,
            Duration interval,
            InstantSource clock,
            Consumer<Optional<String>> news,
            IntSupplier story) {
        this.issues = issues;
        this.pulls = pulls;
        this.hints = hints;
        this.interval = interval;
        this.clock = clock;
        this.news = news;
        this.story = story;
        this.told = story.getAsInt();
    }

    @Override
    public String name() {
        return "poller";
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("poller").start(this::run);
    }

    @Override
    public void stop() {
        stopping.countDown();
        var running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Health health() {
        var running = thread;
        return running != null && running.isAlive() ? Health.up(last) : Health.down("not running; " + last);
    }

    private void run() {
        try {
            while (!stopping.await(poll().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("looking again");
            }
        } catch (InterruptedException e) {
            LOG.debug("the poller was asked to stop");
        }
    }

    /** @return how long to wait for the next look */
    Duration poll() {
        var begun = clock.instant();
        beginAnewWhereAllIsLost();
        try {
            var found = changed(begun);
            var fresh = found.stream()
                    .filter(issue -> !issue.byOthers().equals(hinted.getIfPresent(issue.number())))
                    .toList();
            if (!fresh.isEmpty()) {
                hints.fromPoll(fresh.stream()
                        .map(ChangedIssue::number)
                        .distinct()
                        .sorted()
                        .toList());
            }
            fresh.forEach(issue -> hinted.put(issue.number(), issue.byOthers()));
            newest = found.stream()
                    .map(ChangedIssue::updatedAt)
                    .max(Comparator.naturalOrder())
                    .orElse(newest);
            plans = plans || found.stream().anyMatch(Poller::isPlan);
            return succeeded(begun, fresh.size() + (plans ? pulls.applyAsInt(begun) : 0));
        } catch (GitHubException e) {
            news.accept(Optional.of(String.valueOf(e.getMessage())));
            return failed(begun, e, e.retryAfter().orElse(interval));
        } catch (KafkaUnavailableException e) {
            return failed(begun, e, Duration.ZERO);
        } catch (RuntimeException e) {
            LOG.error("the look at GitHub failed in a way that nobody thought of", e);
            return failed(begun, e, Duration.ZERO);
        }
    }

    private void beginAnewWhereAllIsLost() {
        var now = story.getAsInt();
        if (now != told) {
            LOG.warn("what the issues said is lost in Kafka: all are read again");
            told = now;
            newest = null;
            hinted.invalidateAll();
        }
    }

    /** Migrations that somebody, or we ourselves, changed. */
    private List<ChangedIssue> changed(Instant now) {
        var known = newest;
        var open = known == null
                ? Stream.of(IssueLabels.MIGRATION, IssueLabels.PLAN)
                        .flatMap(label -> issues.openWith(label).stream())
                        .toList()
                : List.<ChangedIssue>of();
        var since = known == null ? now.minus(FIRST_LOOK) : known.minus(OVERLAP);
        return Stream.concat(open.stream(), issues.changedSince(since).stream())
                .filter(issue -> IssueLabels.areOfAMigration(issue.labels()) || isPlan(issue))
                .toList();
    }

    private static boolean isPlan(ChangedIssue issue) {
        return IssueLabels.has(issue.labels(), IssueLabels.PLAN);
    }

    private Duration succeeded(Instant at, int found) {
        failures = 0;
        last = "looked at " + at + ", found changed " + found;
        news.accept(Optional.empty());
        return interval;
    }

    private Duration failed(Instant at, RuntimeException failure, Duration atLeast) {
        failures++;
        var growing = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, 12));
        var wait = growing.compareTo(interval) < 0 ? growing : interval;
        last = "failed at " + at + " for the " + failures + ". time: " + failure.getMessage();
        LOG.warn("could not look for changed issues ({} in a row): {}", failures, failure.getMessage());
        return wait.compareTo(atLeast) > 0 ? wait : atLeast;
    }
}
