package io.movein.standin.github.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.movein.standin.github.model.IssueEvent.Kind;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GitHubModelTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.987Z");
    private static final Instant SECOND = Instant.parse("2026-03-01T10:00:00Z");

    private final List<Changed> told = new ArrayList<>();
    private final GitHubModel model = model();

    @Test
    void tellsOpenedAndThenEachLabelThatWasSetAtCreation() {
        model.listen(told::add);

        var issue = model.openWithForm("owner", "Move", "body", List.of("migrate-my-data", "urgent"));

        assertThat(issue.labels()).containsExactly("migrate-my-data", "urgent");
        assertThat(told)
                .extracting(changed -> changed.change().getClass().getSimpleName())
                .containsExactly("LabelDefined", "LabelDefined", "IssueOpened", "Labeled", "Labeled");
        assertThat(told.get(2).issue())
                .isNotNull()
                .extracting(Issue::labels)
                .isEqualTo(List.of("migrate-my-data", "urgent"));
    }

    @Test
    void dropsTheLabelsOfAnAuthorWithoutWriteAccess() {
        var issue = model.open("owner", "Move", "body", List.of("operator:approved"));

        assertThat(issue.labels()).isEmpty();
    }

    @Test
    void refusesLabelsFromAnyoneWithoutWriteAccess() {
        var issue = model.open("owner", "Move", "body", List.of());

        assertRefused(403, () -> model.addLabels("owner", issue.number(), List.of("operator:approved")));
        assertRefused(403, () -> model.removeLabel("stranger", issue.number(), "x"));
    }

    @Test
    void remembersWhoLabelled() {
        var issue = model.open("owner", "Move", "body", List.of());

        model.addLabels("operator", issue.number(), List.of("operator:approved"));
        model.removeLabel("bot", issue.number(), "OPERATOR:approved");

        assertThat(model.events(issue.number()))
                .extracting(IssueEvent::kind, IssueEvent::actor, IssueEvent::label)
                .containsExactly(
                        tuple(Kind.LABELED, "operator", "operator:approved"),
                        tuple(Kind.UNLABELED, "bot", "operator:approved"));
    }

    @Test
    void labellingTwiceIsOneEvent() {
        var issue = model.open("owner", "Move", "body", List.of());

        model.addLabels("operator", issue.number(), List.of("a"));
        model.addLabels("operator", issue.number(), List.of("a", "A"));

        assertThat(model.events(issue.number())).hasSize(1);
    }

    @Test
    void keepsWholeSeconds() {
        var issue = model.open("owner", "Move", "body", List.of());

        assertThat(issue.createdAt()).isEqualTo(SECOND);
    }

    @Test
    void refusesABodyOverGitHubsLimit() {
        var issue = model.open("owner", "Move", "x".repeat(GitHubModel.MAX_BODY), List.of());

        assertRefused(422, () -> model.comment("owner", issue.number(), "x".repeat(GitHubModel.MAX_BODY + 1)));
        assertRefused(
                422, () -> model.edit("owner", issue.number(), IssueEdit.body("x".repeat(GitHubModel.MAX_BODY + 1))));
    }

    @Test
    void letsOnlyAuthorAndWritersEdit() {
        var issue = model.open("owner", "Move", "body", List.of());

        model.edit("owner", issue.number(), IssueEdit.body("mine"));
        model.edit("operator", issue.number(), IssueEdit.body("theirs"));

        assertThat(model.issue(issue.number()).body()).isEqualTo("theirs");
        assertRefused(403, () -> model.edit("stranger", issue.number(), IssueEdit.body("not theirs")));
        assertRefused(403, () -> model.edit("nobody-known", issue.number(), IssueEdit.body("not theirs")));
    }

    @Test
    void closesWithAReasonAndReopens() {
        var issue = model.open("owner", "Move", "body", List.of());

        var closed = model.edit("operator", issue.number(), IssueEdit.close("not_planned"));
        var reopened = model.edit("owner", issue.number(), IssueEdit.reopen());

        assertThat(closed)
                .extracting(Issue::open, Issue::stateReason, Issue::closedBy)
                .containsExactly(false, "not_planned", "operator");
        assertThat(reopened)
                .extracting(Issue::open, Issue::stateReason, Issue::closedAt)
                .containsExactly(true, "reopened", null);
    }

    @Test
    void anEditThatChangesNothingTellsNothing() {
        var issue = model.open("owner", "Move", "body", List.of());
        model.listen(told::add);

        model.edit("owner", issue.number(), new IssueEdit("Move", "body", true, null, null));

        assertThat(told).isEmpty();
    }

    @Test
    void countsCommentsAsTheyComeAndGo() {
        var issue = model.open("owner", "Move", "body", List.of());

        var first = model.comment("owner", issue.number(), "one");
        model.comment("stranger", issue.number(), "two");
        model.deleteComment("owner", first.id());

        assertThat(model.issue(issue.number()).comments()).isEqualTo(1);
        assertThat(model.comments(issue.number()))
                .extracting(StoredComment::body)
                .containsExactly("two");
    }

    @Test
    void answersGoneForADeletedIssue() {
        var issue = model.open("owner", "Move", "body", List.of());

        model.deleteIssue("operator", issue.number());

        assertRefused(410, () -> model.issue(issue.number()));
        assertThat(model.issues(IssueQuery.all())).isEmpty();
        assertRefused(404, () -> model.issue(99));
    }

    @Test
    void keepsTheIssuesOfARemovedAccountAndForgetsTheAccount() {
        var issue = model.open("owner", "Move", "body", List.of());

        model.removeAccount("owner");

        assertThat(model.user("owner")).isEmpty();
        assertThat(model.issue(issue.number()).author()).isEqualTo("owner");
    }

    @Test
    void replayingTheChangesGivesTheSameModel() {
        model.listen(told::add);
        var issue = model.openWithForm("owner", "Move", "body", List.of("migrate-my-data"));
        var comment = model.comment("bot", issue.number(), "one");
        model.editComment("bot", comment.id(), "two");
        model.edit("owner", issue.number(), new IssueEdit("Move it", "all of it", false, "completed", null));
        model.removeLabel("operator", issue.number(), "migrate-my-data");

        var again = model();
        told.forEach(changed -> again.replay(changed.change()));

        assertThat(again.issue(1)).isEqualTo(model.issue(1));
        assertThat(again.comments(1)).isEqualTo(model.comments(1));
        assertThat(again.events(1)).isEqualTo(model.events(1));
        assertThat(again.open("owner", "next", null, List.of()).id())
                .isEqualTo(model.open("owner", "next", null, List.of()).id());
    }

    private static GitHubModel model() {
        var users = List.of(
                User.reader(1, "owner"), User.reader(2, "stranger"), User.writer(3, "operator"), User.bot(4, "bot"));
        return new GitHubModel(
                RepositoryName.parse("acme/platform"), users, Map.of(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static void assertRefused(int status, ThrowingCallable call) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(call)
                .extracting(Refused::status)
                .isEqualTo(status);
    }
}
