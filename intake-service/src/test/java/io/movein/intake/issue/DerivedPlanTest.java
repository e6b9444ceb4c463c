package io.movein.intake.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ApproveStage;
import io.movein.command.CloseIssue;
import io.movein.command.MisreadCommand;
import io.movein.command.RefuseCommand;
import io.movein.command.RejectMigration;
import io.movein.command.ReopenStage;
import io.movein.command.RequestMigration;
import io.movein.command.RequestPlan;
import io.movein.command.ShowHelp;
import io.movein.contract.Message;
import io.movein.contract.Revision;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.Marker;
import io.movein.github.Comment;
import io.movein.github.IssueSnapshot;
import io.movein.github.IssueSnapshot.WithHistory;
import io.movein.github.StateEvent;
import io.movein.intake.form.PlanForm;
import io.movein.model.Actor;
import io.movein.model.Stage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DerivedPlanTest extends DerivedIssue {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String ASKED =
            SEAL.comment(new Marker.GateAsk(Stage.MAPPING, COMMIT, NAME, 8), "May it pass?");

    @BeforeEach
    void isAPlan() {
        issue = withLabels(Set.of("migration-plan"));
    }

    @Test
    void asksForThePlan() {
        var request = (RequestPlan) plan().getFirst().body();

        assertThat(request.getActor()).isEqualTo(THE_OWNER);
        assertThat(plan().getFirst().id())
                .isEqualTo("plan:" + Revision.of(request.getRequest()) + ":" + at(5).getEpochSecond());
        assertThat(request.getProblems()).isNotEmpty();
    }

    @Test
    void approvesTheCommitThatTheNewestQuestionNames() {
        comment(50, BOT, 1, ASKED);
        label(7, "operator:approved", OPERATOR, 2);
        comment(51, OWNER, 3, "/approve");

        assertThat(told("labeled:7")).isEqualTo(approval(THE_OPERATOR, Stage.MAPPING, COMMIT, 8L, 2));
        assertThat(told("comment:51")).isEqualTo(approval(THE_OWNER, Stage.MAPPING, COMMIT, 8L, 3));
    }

    @Test
    void approvesNothingWhereNothingWasAsked() {
        comment(50, BOT, 1, REVIEW);
        comment(51, OWNER, 3, "/approve");

        assertThat(told("comment:51")).isEqualTo(approval(THE_OWNER, null, null, null, 3));
    }

    @Test
    void refusesAnApprovalOfAQuestionThatSomebodyRewrote() {
        comment(50, BOT, 1, ASKED.replace("May", "Must"));
        comment(51, OWNER, 3, "/approve");

        assertThat(((RefuseCommand) told("comment:51")).getCode()).isEqualTo("tampered-comment");
    }

    @Test
    void refusesAnApprovalWithinTheSecondOfTheQuestion() {
        comments.add(new Comment(50, BOT, "movein[bot]", ASKED, at(1), at(1), url(50)));
        comment(51, OWNER, 1, "/approve");

        assertThat(((RefuseCommand) told("comment:51")).getCode()).isEqualTo("approval-too-soon");
    }

    @Test
    void goesBackAStage() {
        comment(51, OWNER, 3, "/reopen Mapping");
        comment(52, OWNER, 4, "/reopen everything");
        comment(53, OWNER, 5, "/validated");
        comment(54, OWNER, 6, "/help");

        assertThat(told("comment:51")).isEqualTo(new ReopenStage(NAME, THE_OWNER, Stage.MAPPING, url(51)));
        assertThat(((MisreadCommand) told("comment:52")).getExpected())
                .isEqualTo("/reopen and one of assessment, mapping, migrate, validation, cutover");
        assertThat(((MisreadCommand) told("comment:53")).getExpected()).startsWith("one of /approve");
        assertThat(told("comment:54")).isInstanceOf(ShowHelp.class);
    }

    @Test
    void isRejectedAndWithdrawnAsAMigration() {
        label(7, "operator:rejected", OPERATOR, 2);
        label(8, "operator:destination-wiped", OPERATOR, 3);
        states.add(new StateEvent("9", false, OWNER, "user1001", at(4)));

        assertThat(told("labeled:7")).isEqualTo(new RejectMigration(NAME, THE_OPERATOR, at(2)));
        assertThat(((RefuseCommand) told("labeled:8")).getCode()).isEqualTo("not-on-a-plan");
        assertThat(told("closed:9")).isEqualTo(new CloseIssue(NAME, THE_OWNER, at(4)));
    }

    @Test
    void aMigrationNamesItsPlanInAnyOfTheWaysOfNamingAnIssue() {
        for (var written : List.of("#12", "acme/infra#12", "https://github.example/acme/infra/issues/12")) {
            issue = new IssueSnapshot(
                    17,
                    "Move",
                    "### Mode\n\nlive\n\n### Migration plan\n\n" + written,
                    OWNER,
                    "user1001",
                    Set.of("migrate-my-data"),
                    IssueSnapshot.State.OPEN,
                    null,
                    START,
                    at(5));
            var request = (RequestMigration) derive().getFirst().body();

            assertThat(request.getRequest().getMigrationPlan()).isEqualTo("acme/infra#12");
        }
    }

    private Object told(String id) {
        return plan().stream()
                .filter(message -> message.id().equals(id))
                .findFirst()
                .orElseThrow()
                .body();
    }

    private List<Message<?>> plan() {
        var reading = new Reading(
                MIGRATION,
                new WithHistory(issue, comments, labels, states, edited, editedByOthers, Optional.empty()),
                ONBOARDING,
                new Reading.OperatorIds(Set.of(OPERATOR), unknownOperators),
                BOT,
                SEAL);
        var form = PlanForm.parse("", _ -> OptionalInt.empty(), _ -> Optional.empty());
        return Derivation.ofPlan(reading, form, Traceparent.begin());
    }

    private static ApproveStage approval(
            Actor actor, @Nullable Stage stage, @Nullable String commit, @Nullable Long asked, int minute) {
        return ApproveStage.newBuilder()
                .setMigration(NAME)
                .setActor(actor)
                .setStage(stage)
                .setCommit(commit)
                .setAsked(asked)
                .setAt(at(minute))
                .build();
    }
}
