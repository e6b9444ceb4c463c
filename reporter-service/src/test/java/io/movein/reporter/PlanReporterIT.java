package io.movein.reporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.movein.event.PlanClosed;
import io.movein.event.StageOpened;
import io.movein.event.StageReopened;
import io.movein.github.StatusSnapshot;
import io.movein.github.StatusState;
import io.movein.model.PlanEnding;
import io.movein.model.PlanState;
import io.movein.model.PlanStatus;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.model.Protection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What becomes of a plan's events on GitHub, said once however often they come. */
class PlanReporterIT extends APlanOnGitHub {
    @Test
    void opensABranchAndAPullRequestWithTheTemplates() throws Exception {
        say(requested());
        say(opened());

        var pull = github.model().pulls().openFrom("acme:" + branch).getFirst();
        assertThat(text(branch, "mapping.yaml")).isEqualTo("# fill in\n");
        assertThat(git().commit(branch).parents())
                .containsExactly(git().commit("main").sha());
        assertThat(github.model().issue(pull.number()).title()).isEqualTo("mapping of plan #" + plan.number());
        assertThat(github.model().issue(pull.number()).body())
                .contains("and push", "`plans/")
                .doesNotContain("null");
        assertThat(comments()).singleElement().asString().contains("Migration plan: mapping, opening");
    }

    @Test
    void doesEverythingOnceHoweverOftenItIsTold() throws Exception {
        say(requested());
        say(opened());
        say(checked(pull(), head(), 1));
        say(asked());
        say(mergeAsked());
        var writes = github.traffic().get("movein[bot]");

        reporter = reporter();
        reporter.repair(plan, history);

        assertThat(Objects.requireNonNull(github.traffic().get("movein[bot]")).writes())
                .isEqualTo(Objects.requireNonNull(writes).writes());
        assertThat(github.model().pulls().get(pull()).merge()).isNotNull();
    }

    @Test
    void keepsTheFilesThatTheBaseHasAlready() throws Exception {
        git().writeByHand("operator", "acme:main", "There", "plans/" + plan.number() + "/mapping.yaml", "mine\n");

        say(opened());

        assertThat(text(branch, "mapping.yaml")).isEqualTo("mine\n");
        assertThat(github.model().pulls().openFrom("acme:" + branch)).hasSize(1);
    }

    @Test
    void tellsWhatTheChecksFoundInAStatusAndInOneComment() throws Exception {
        say(opened());
        say(checked(pull(), head(), 2));
        var before = findings();
        git().writeByHand("operator", "acme:" + branch, "Fill in", "plans/1/mapping.yaml", "done\n");
        say(checked(pull(), head(), 0));

        assertThat(before)
                .singleElement()
                .satisfies(comment -> assertThat(comment.body())
                        .contains(
                                "### 2 problems",
                                "`plans/1/mapping.yaml`, line 7: **no reason for x**",
                                "Expected: a reason"));
        assertThat(findings()).singleElement().satisfies(comment -> {
            assertThat(comment.id()).isEqualTo(before.getFirst().id());
            assertThat(comment.body()).contains("### The checks pass");
        });
        assertThat(connection.pulls().statuses(head()))
                .containsExactly(new StatusSnapshot("movein/mapping", StatusState.SUCCESS, "the checks pass"));
    }

    @Test
    void writesOverWhatSomebodyElseMadeOfTheFindings() throws Exception {
        say(opened());
        say(checked(pull(), head(), 2));
        var findings = findings().getFirst();
        github.model().editComment("operator", findings.id(), findings.body().replace("2 problems", "no problem"));

        reporter.repair(plan, history);

        assertThat(findings())
                .singleElement()
                .satisfies(comment -> assertThat(comment.body()).contains("### 2 problems"));
    }

    @Test
    void asksTheGateAboutTheCommitAndLetsTheButtonGo() throws Exception {
        say(opened());
        say(checked(pull(), head(), 0));
        say(asked());
        github.model().addLabels("operator", plan.number(), List.of("operator:approved"));
        say(approved());

        assertThat(comments())
                .anySatisfy(body -> assertThat(body)
                        .contains("movein:gate stage=mapping commit=" + head(), "`/approve`", "@operator"));
        assertThat(github.model().issue(plan.number()).hasLabel("operator:approved"))
                .isFalse();
    }

    @Test
    void saysWhatGitHubHasAgainstMergingAndMergesOnceItHasNot() throws Exception {
        say(opened());
        say(checked(pull(), head(), 0));
        git().protect("operator", "main", new Protection(1, List.of()));
        say(mergeAsked());
        var refused = comments().getFirst();
        git().protect("operator", "main", null);
        reporter.repair(plan, history);

        assertThat(refused).contains("**GitHub did not accept everything**", "merging", "approving review");
        assertThat(repairs).containsExactly(plan);
        assertThat(github.model().pulls().get(pull()).merge()).isNotNull();
        assertThat(comments().getFirst()).doesNotContain("did not take everything");
    }

    @Test
    void mergesNoOtherCommitThanTheOneThatWasChecked() throws Exception {
        say(opened());
        say(checked(pull(), head(), 0));
        var asked = mergeAsked();
        git().writeByHand("operator", "acme:" + branch, "Slipped in", "plans/1/mapping.yaml", "evil\n");
        say(asked);

        assertThat(github.model().pulls().get(pull()).merge()).isNull();
        assertThat(comments().getFirst()).doesNotContain("did not take everything");
    }

    @Test
    void aLostAnswerLeavesNothingTwice() throws Exception {
        github.faults().answerNext(1, "POST", "/pulls$", new AnswerFault.LostAnswer());
        history.add(opened());

        assertThat(catchThrowable(() -> reporter.repair(plan, history))).isNotNull();
        reporter.repair(plan, history);

        assertThat(github.model().pulls().all()).hasSize(1);
    }

    /** All that was known of the plan is lost, and it begins anew. */
    @Test
    void asksOnceForAnotherLookAtAPullRequestThatWasThereBeforeItsStageWasOpened() throws Exception {
        say(opened());
        var again = StageOpened.newBuilder(opened())
                .setAt(Instant.now().plusSeconds(60))
                .build();

        say(again);
        reporter = reporter();
        reporter.repair(plan, history);

        assertThat(github.model().pulls().all()).hasSize(1);
        assertThat(findings())
                .singleElement()
                .satisfies(comment -> assertThat(comment.body()).contains("### Read again", "*mapping*"));
    }

    @Test
    void closesWhatIsObsoleteAndEndsWithASummary() throws Exception {
        say(opened());
        var pull = pull();
        say(StageReopened.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(status(stage(StageState.WAITING, null)))
                .setStage(Stage.ASSESSMENT)
                .setActor(OWNER)
                .setStale(List.of(Stage.MAPPING))
                .setObsolete(List.of(pull))
                .build());
        say(refused());
        say(PlanClosed.newBuilder()
                .setMigration(plan.toString())
                .setSequence(next())
                .setAt(AT)
                .setStatus(PlanStatus.newBuilder(status(stage(StageState.PASSED, pull)))
                        .setState(PlanState.CLOSED)
                        .setEnding(PlanEnding.COMPLETED)
                        .build())
                .setEnding(PlanEnding.COMPLETED)
                .build());

        assertThat(github.model().issue(pull).open()).isFalse();
        assertThat(github.model().issue(plan.number()))
                .extracting("open", "stateReason")
                .containsExactly(false, "completed");
        assertThat(comments()).anySatisfy(body -> assertThat(body).contains("assessment is open again", "mapping"));
        assertThat(comments()).anySatisfy(body -> assertThat(body).contains("not carried out: you are not the owner."));
        assertThat(comments()).last().asString().contains("### The plan is completed", "| mapping | its checks |");
    }
}
