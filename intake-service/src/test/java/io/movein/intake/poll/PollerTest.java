package io.movein.intake.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.github.GitHubUnavailableException;
import io.movein.github.IssueSnapshot;
import io.movein.github.RateLimitedException;
import io.movein.intake.MemoryIssues;
import io.movein.intake.RecordingPublisher;
import io.movein.intake.publish.Hints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PollerTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final MemoryIssues github = new MemoryIssues();
    private final RecordingPublisher kafka = new RecordingPublisher();
    private final List<Optional<String>> news = new ArrayList<>();
    private final List<Instant> pullsAsked = new ArrayList<>();
    private Instant now = START;
    private int story;
    private final Poller poller = new Poller(
            github,
            at -> {
                pullsAsked.add(at);
                return 0;
            },
            new Hints("acme/infra", kafka, () -> now, new SimpleMeterRegistry()),
            INTERVAL,
            () -> now,
            news::add,
            () -> story);

    @Test
    void hintsEveryOpenMigrationAtFirstAndThenTheChangedOnes() {
        issue(1, START.minusSeconds(86_400), "migrate-my-data");
        issue(2, START, "migrate-my-data");
        issue(3, START, "bug");

        var wait = poller.poll();
        now = START.plusSeconds(600);
        poller.poll();
        issue(1, START.plusSeconds(590), "migrate-my-data");
        poller.poll();

        assertThat(wait).isEqualTo(INTERVAL);
        assertThat(github.asked)
                .containsExactly(
                        null, null, START.minus(Duration.ofDays(7)), START.minusSeconds(120), START.minusSeconds(120));
        assertThat(hinted()).containsExactly("acme/infra#1", "acme/infra#2", "acme/infra#1");
    }

    @Test
    void readsEveryOpenMigrationAgainWhereAllThatWasHintedIsLost() {
        issue(1, START.minusSeconds(86_400), "migrate-my-data");
        poller.poll();
        poller.poll();

        story++;
        poller.poll();

        assertThat(hinted()).containsExactly("acme/infra#1", "acme/infra#1");
    }

    @Test
    void findsWhatChangedThoughGitHubsClockIsBehindOurs() {
        now = START.plusSeconds(86_400);
        issue(1, START, "migrate-my-data");
        poller.poll();
        issue(1, START.plusSeconds(5), "migrate-my-data");

        poller.poll();

        assertThat(hinted()).containsExactly("acme/infra#1", "acme/infra#1");
    }

    @Test
    void hintsMigrationsThatAreClosedOrHaveLostTheirLabelAndAnotherSpelling() {
        poller.poll();
        issue(1, START, "Migrate-My-Data");
        issue(2, START, "state:running");
        issue(3, START, "question");
        close(4, START);

        poller.poll();

        assertThat(hinted()).containsExactly("acme/infra#1", "acme/infra#2", "acme/infra#4");
    }

    @Test
    void looksAtTheSameAgainAfterAFailureWithGrowingWaits() {
        github.failWith(new GitHubUnavailableException("away"));

        var waits = List.of(poller.poll(), poller.poll(), poller.poll(), poller.poll(), poller.poll(), poller.poll());

        assertThat(waits.getFirst()).isEqualTo(Duration.ofSeconds(5));
        assertThat(waits).endsWith(Duration.ofSeconds(8), Duration.ofSeconds(16), INTERVAL);
        assertThat(github.asked).containsOnlyNulls();
        assertThat(news).containsOnly(Optional.of("away"));
        assertThat(poller.health().detail()).contains("failed").contains("away");
    }

    @Test
    void waitsAsLongAsGitHubAsks() {
        github.failWith(new RateLimitedException("slow down", Duration.ofMinutes(3)));

        assertThat(poller.poll()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void doesNotForgetAChangeThatKafkaDidNotTake() {
        issue(1, START, "migrate-my-data");
        kafka.goAway();
        poller.poll();
        kafka.comeBack();

        poller.poll();

        assertThat(github.asked).containsExactly(null, null, github.asked.get(2), null, null, github.asked.get(2));
        assertThat(hinted()).containsExactly("acme/infra#1");
    }

    @Test
    void tellsThatGitHubIsBack() {
        github.failWith(new GitHubUnavailableException("away"));
        poller.poll();
        github.failWith(null);

        poller.poll();

        assertThat(news).containsExactly(Optional.of("away"), Optional.empty());
    }

    @Test
    void readsNothingAgainForWhatMoveinWroteItself() {
        github.byOthers.put(1, "filed");
        issue(1, START, "migrate-my-data");
        poller.poll();
        issue(1, START.plusSeconds(600), "migrate-my-data");
        poller.poll();
        now = START.plusSeconds(900);
        github.byOthers.put(1, "commented");

        poller.poll();

        assertThat(hinted()).containsExactly("acme/infra#1", "acme/infra#1");
    }

    @Test
    void findsASecondChangeWithinTheSecondOfTheFirst() {
        github.byOthers.put(1, "first");
        issue(1, START, "migrate-my-data");
        poller.poll();
        github.byOthers.put(1, "first, second");

        poller.poll();

        assertThat(hinted()).containsExactly("acme/infra#1", "acme/infra#1");
    }

    /** On a platform without plans Movein's App may not read pull requests, as the runbook has it. */
    @Test
    void asksForPullRequestsOnlyOnceThereIsAPlan() {
        issue(1, START, "migrate-my-data");
        poller.poll();
        poller.poll();
        var before = List.copyOf(pullsAsked);

        issue(2, START.plusSeconds(60), "Migration-Plan");
        now = START.plusSeconds(60);
        poller.poll();
        now = START.plusSeconds(600);
        issue(1, START.plusSeconds(600), "migrate-my-data");
        poller.poll();

        assertThat(before).isEmpty();
        assertThat(pullsAsked).containsExactly(START.plusSeconds(60), START.plusSeconds(600));
    }

    private List<String> hinted() {
        return kafka.published().stream()
                .map(published -> ((IssueActivity) published.message().body()).getIssue())
                .toList();
    }

    private void close(int number, Instant updated) {
        issue(number, updated, "migrate-my-data", IssueSnapshot.State.CLOSED);
    }

    private void issue(int number, Instant updated, String label) {
        issue(number, updated, label, IssueSnapshot.State.OPEN);
    }

    private void issue(int number, Instant updated, String label, IssueSnapshot.State state) {
        github.issues.put(
                number, new IssueSnapshot(number, "t", "", 1L, "ada", Set.of(label), state, null, START, updated));
    }
}
