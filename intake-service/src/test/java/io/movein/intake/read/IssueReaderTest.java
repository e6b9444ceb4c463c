package io.movein.intake.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.command.RejectMigration;
import io.movein.command.RequestMigration;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.Comment;
import io.movein.github.GitHubRefusedException;
import io.movein.github.IssueSnapshot;
import io.movein.github.LabelEvent;
import io.movein.github.OperatorAccount;
import io.movein.github.RateLimitedException;
import io.movein.intake.MemoryIssues;
import io.movein.intake.RecordingPublisher;
import io.movein.intake.form.Forms;
import io.movein.intake.publish.CommandPublisher;
import io.movein.model.Actor;
import io.movein.model.OnboardingIssue;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IssueReaderTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final MemoryIssues github = new MemoryIssues();
    private Instant now = START;
    private final RecordingPublisher kafka = new RecordingPublisher();
    private final List<Optional<String>> news = new ArrayList<>();
    private Optional<List<Message<?>>> found = Optional.of(List.of());
    private final IssueReader reader = new IssueReader(
            "acme/infra",
            github,
            (_, _, _, _) -> found,
            new Operators(List.of(new OperatorAccount(null, 2001L)), null, github),
            new CommandPublisher(kafka, new SimpleMeterRegistry(), () -> 0),
            CommentSeal.plain(),
            () -> now,
            news::add);

    @BeforeEach
    void file() {
        issue(17, Set.of("migrate-my-data"), IssueSnapshot.State.OPEN, null);
        issue(12, Set.of("onboard-my-capability"), IssueSnapshot.State.CLOSED, "completed");
    }

    @Test
    void publishesTheRequestWithTheOnboardingIssueAsItIs() throws Exception {
        reader.handle(List.of(hint("acme/infra#17")));

        assertThat(request().getOnboarding())
                .isEqualTo(new OnboardingIssue(12, true, true, "closed", "completed", 1001L));
        assertThat(request().getProblems()).isEmpty();
        assertThat(news).containsExactly(Optional.empty());
    }

    @Test
    void saysThatTheLinkedIssueIsNotThere() throws Exception {
        github.issues.remove(12);

        reader.handle(List.of(hint("acme/infra#17")));

        assertThat(request().getOnboarding())
                .isEqualTo(OnboardingIssue.newBuilder().setNumber(12).build());
    }

    @Test
    void goesOnWithTheTraceOfTheHint() throws Exception {
        var hint = hint("acme/infra#17");

        reader.handle(List.of(hint));

        assertThat(kafka.published().getFirst().message().trace().trace())
                .isEqualTo(hint.trace().trace());
    }

    @Test
    void readsAnIssueOnceForManyHintsAndPublishesNothingTwice() throws Exception {
        reader.handle(List.of(hint("acme/infra#17"), hint("acme/infra#17"), hint("acme/infra#17")));
        var reads = github.reads;
        reader.handle(List.of(hint("acme/infra#17")));
        github.comments.put(17, List.of(new Comment(50, 1001L, "ada", "/status", START, START, "u")));
        reader.handle(List.of(hint("acme/infra#17")));

        assertThat(reads).isEqualTo(2);
        assertThat(github.reads - reads).isEqualTo(2);
        assertThat(kafka.published())
                .extracting(published -> published.message().body().getSchema().getName())
                .containsExactly("RequestMigration", "ShowStatus");
        assertThat(kafka.published())
                .extracting(RecordingPublisher.Published::topic)
                .containsOnly(Topic.COMMANDS);
    }

    @Test
    void publishesAgainWhatKafkaDidNotTake() throws Exception {
        kafka.goAway();
        assertThatThrownBy(() -> reader.handle(List.of(hint("acme/infra#17")))).isInstanceOf(RetryableException.class);
        kafka.comeBack();

        reader.handle(List.of(hint("acme/infra#17")));

        assertThat(kafka.published()).hasSize(1);
    }

    @Test
    void findsNothingInAnIssueThatIsUnlabelled() throws Exception {
        issue(18, Set.of(), IssueSnapshot.State.OPEN, null);

        reader.handle(List.of(hint("acme/infra#18")));

        assertThat(kafka.published()).isEmpty();
    }

    @Test
    void asksForAnIssueThatGitHubDoesNotFindForAsLongAsAPersonWould() {
        var missing = List.<Message<?>>of(hint("acme/infra#404"));

        var first = later(missing);
        now = START.plusSeconds(60);
        var then = later(missing);
        now = START.plusSeconds(15 * 60);
        var last = later(missing);

        assertThat(first).hasMessage("cannot read acme/infra#404: GitHub does not find it");
        assertThat(List.of(first.after(), then.after(), last.after()))
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMinutes(1));
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> reader.handle(missing))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("for 15 min; it was moved or deleted");
    }

    /** An intake that was away, or one whose clock was wrong, has hints that are older than that. */
    @Test
    void howOldAHintIsMakesNoIssueMissing() throws Exception {
        now = START.plus(Duration.ofDays(2));
        var found = github.issues.remove(17);

        later(List.of(hint("acme/infra#17")));
        github.issues.put(17, found);
        reader.handle(List.of(hint("acme/infra#17")));
        github.issues.remove(17);
        now = now.plus(Duration.ofDays(1));

        later(List.of(hint("acme/infra#17")));
    }

    @Test
    void aPullRequestOfAPlanIsAskedForAgainToo() throws Exception {
        var hints = List.<Message<?>>of(pullHint("acme/infra#18", 31));

        assertThat(later(hints)).hasMessage("cannot read acme/infra#18: GitHub does not find it");
        issue(18, Set.of("migration-plan"), IssueSnapshot.State.OPEN, null);
        found = Optional.empty();
        assertThat(later(hints)).hasMessage("cannot read pull request 31 of acme/infra#18: GitHub does not find it");
        found = Optional.of(List.of());
        reader.handle(hints);
    }

    private RetryableException later(List<Message<?>> hints) {
        return catchThrowableOfType(RetryableException.class, () -> reader.handle(hints));
    }

    @Test
    void goesOnReadingAMigrationWhoseLabelWasTakenOff() throws Exception {
        issue(17, Set.of("State:Running"), IssueSnapshot.State.OPEN, null);

        reader.handle(List.of(hint("acme/infra#17")));

        assertThat(kafka.published()).hasSize(1);
    }

    @Test
    void readsTheOnboardingIssueAlongOnceItIsKnownWhichOneItIs() throws Exception {
        reader.handle(List.of(hint("acme/infra#17")));
        var reads = github.reads;
        issue(17, Set.of("migrate-my-data"), IssueSnapshot.State.OPEN, null, START.plusSeconds(60));
        issue(12, Set.of("onboard-my-capability"), IssueSnapshot.State.OPEN, null);

        reader.handle(List.of(hint("acme/infra#17")));

        assertThat(github.reads - reads).isEqualTo(1);
        assertThat(((RequestMigration) kafka.published().getLast().message().body())
                        .getOnboarding()
                        .getState())
                .isEqualTo("open");
    }

    @Test
    void asksForTheTeamAnewBeforeALabelIsBelieved() throws Exception {
        var team = new IssueReader(
                "acme/infra",
                github,
                (_, _, _, _) -> found,
                new Operators(List.of(), "acme/ops", github),
                new CommandPublisher(kafka, new SimpleMeterRegistry(), () -> 0),
                CommentSeal.plain(),
                () -> now,
                news::add);
        github.team.add(2001L);
        team.handle(List.of(hint("acme/infra#17")));
        github.team.clear();
        github.labelEvents.put(
                17, List.of(new LabelEvent("7", "operator:rejected", true, 2001L, "former", START.plusSeconds(9))));
        team.handle(List.of(hint("acme/infra#17")));

        assertThat(kafka.published().getLast().message().body())
                .isEqualTo(new RejectMigration(
                        "acme/infra#17", new Actor(2001L, "former", List.of()), START.plusSeconds(9)));
    }

    @Test
    void readsLaterWhenGitHubAsksForIt() {
        github.failWith(new RateLimitedException("slow down", Duration.ofSeconds(77)));

        var later = catchThrowableOfType(RetryableException.class, () -> reader.handle(List.of(hint("acme/infra#17"))));

        assertThat(later.after()).isEqualTo(Duration.ofSeconds(77));
        assertThat(later).hasMessage("cannot read acme/infra#17 now: slow down");
        assertThat(news).containsExactly(Optional.of("slow down"));
    }

    @Test
    void givesUpWhatGitHubWillNeverAnswer() {
        github.failWith(new GitHubRefusedException(422, "unprocessable"));

        assertThatThrownBy(() -> reader.handle(List.of(hint("acme/infra#17")))).isInstanceOf(PermanentException.class);
    }

    @Test
    void doesNotReadAnotherRepository() {
        assertThatThrownBy(() -> reader.handle(List.of(hint("acme/other#17"))))
                .isInstanceOf(PermanentException.class)
                .hasMessage("cannot read acme/other#17: this intake is configured for 'acme/infra'");
    }

    private RequestMigration request() {
        return (RequestMigration) kafka.published().getFirst().message().body();
    }

    private void issue(int number, Set<String> labels, IssueSnapshot.State state, @Nullable String reason) {
        issue(number, labels, state, reason, START);
    }

    private void issue(
            int number, Set<String> labels, IssueSnapshot.State state, @Nullable String reason, Instant updated) {
        github.issues.put(
                number,
                new IssueSnapshot(
                        number, "Move my data", Forms.COMPLETE, 1001L, "ada", labels, state, reason, START, updated));
    }

    private static Message<?> pullHint(String issue, int number) {
        return new Message<>(
                "n",
                "/movein/intake",
                MigrationId.parse(issue),
                START,
                Traceparent.begin(),
                new IssueActivity(issue, "poll", null, number));
    }

    private static Message<?> hint(String issue) {
        return new Message<>(
                "n",
                "/movein/intake",
                MigrationId.parse(issue),
                START,
                Traceparent.begin(),
                new IssueActivity(issue, "poll", null, null));
    }
}
