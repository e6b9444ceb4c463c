package io.movein.local.demo;

import io.movein.contract.EnumText;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.StatusText;
import io.movein.contract.plan.PlanPaths;
import io.movein.contract.plan.StageArtifact;
import io.movein.event.GateAsked;
import io.movein.event.PlanClosed;
import io.movein.event.StageChecked;
import io.movein.event.StagePassed;
import io.movein.local.github.GitHubUser;
import io.movein.local.library.Library;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.model.PlanStatus;
import io.movein.model.Stage;
import io.movein.model.StageState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A migration plan through its five stages to a live run, as its people see it. */
final class PlanJourney {
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final LocalStack stack;
    private final Library library;
    private final GitHubUser lead;
    private final Screen screen;
    private final IssueSteps steps;
    private String told = "";

    PlanJourney(LocalStack stack, Library library, GitHubUser lead, Screen screen) {
        this.stack = stack;
        this.library = library;
        this.lead = lead;
        this.screen = screen;
        this.steps = new IssueSteps(library.owner(), library.operator(), screen);
    }

    /**
     * @param plan  its issue at the end
     * @param ended what closed it
     */
    record Outcome(GitHubUser.Issue plan, PlanStatus ended, Journey.Outcome live) {}

    Outcome travel() throws InterruptedException {
        var form = PlanFiles.form(library.onboardingIssue(), library.owner().login());
        var issue = lead.file("Plan: the media library moves", form, List.of("migration-plan"));
        screen.did(lead.login(), "filed issue #" + issue.number() + " “" + issue.title() + "”");
        var plan = MigrationId.parse(stack.github().repository() + "#" + issue.number());
        try (var watch = Watch.of(stack, plan, this::tell)) {
            assess(plan, watch);
            write(plan, Stage.MAPPING, Map.of(StageArtifact.MAPPING, PlanFiles.MAPPING));
            askLead(plan, Stage.MAPPING, watch);
            var dryRun = migrate("Rehearse: media library", plan, "dry-run");
            rehearsed(plan, dryRun, watch);
            cutOver(plan, watch);
            var live = migrate("Migrate my data: media library", plan, "live");
            var closed = watch.await(PlanClosed.class, ANSWER)
                    .orElseThrow(() -> new StepFailed("closing", "the plan did not close", "review"));
            var shut = IssueSteps.await(
                    "closed plan",
                    "reporter",
                    () -> lead.issue(plan.number()),
                    one -> one.state().equals("closed"));
            steps.show(steps.awaitComment(plan.number(), "<!-- movein:reply ", "### The plan is", "summary"));
            return new Outcome(shut, closed.getStatus(), live);
        }
    }

    private void assess(MigrationId plan, Watch watch) throws InterruptedException {
        var first = watch.await(StageChecked.class, one -> !one.getProblems().isEmpty(), ANSWER)
                .orElseThrow(() -> new StepFailed("assessment", "its templates were not checked", "review"));
        steps.show(steps.awaitComment(first.getPullRequest(), "<!-- movein:findings ", "", "findings"));
        write(
                plan,
                Stage.ASSESSMENT,
                Map.of(StageArtifact.INVENTORY, PlanFiles.INVENTORY, StageArtifact.RISKS, PlanFiles.RISKS));
        awaitPassed(Stage.ASSESSMENT, watch);
    }

    private void rehearsed(MigrationId plan, Journey.Outcome dryRun, Watch watch) throws InterruptedException {
        var form = library.request("dry-run");
        var artifacts = PlanFiles.artifacts(form.image(), dryRun.issue().number(), dryRun.revision());
        write(plan, Stage.MIGRATE, Map.of(StageArtifact.ARTIFACTS, artifacts));
        awaitQuestion(plan, Stage.MIGRATE, watch);
        steps.approve(plan.number());
        awaitPassed(Stage.MIGRATE, watch);
        var branch = branch(plan, Stage.VALIDATION);
        var template = lead.read(branch, PlanPaths.path(plan, StageArtifact.VALIDATION));
        write(plan, Stage.VALIDATION, Map.of(StageArtifact.VALIDATION, PlanFiles.validation(template)));
        askLead(plan, Stage.VALIDATION, watch);
    }

    private void cutOver(MigrationId plan, Watch watch) throws InterruptedException {
        write(
                plan,
                Stage.CUTOVER,
                Map.of(StageArtifact.RUNBOOK, PlanFiles.RUNBOOK, StageArtifact.ROLLBACK, PlanFiles.ROLLBACK));
        var asked = awaitQuestion(plan, Stage.CUTOVER, watch);
        TimeUnit.SECONDS.sleep(2);
        library.owner().approve(asked.getPullRequest(), asked.getCommit());
        screen.did(library.owner().login(), "approved #" + asked.getPullRequest() + " in a review");
        awaitPassed(Stage.CUTOVER, watch);
    }

    private void write(MigrationId plan, Stage stage, Map<StageArtifact, String> texts) throws InterruptedException {
        var branch = branch(plan, stage);
        for (var text : texts.entrySet()) {
            lead.write(branch, PlanPaths.path(plan, text.getKey()), text.getValue());
            screen.did(lead.login(), "pushed " + text.getKey().file() + " to " + branch);
        }
    }

    /** Once its pull request is there. */
    private String branch(MigrationId plan, Stage stage) throws InterruptedException {
        var branch = PlanPaths.branch(plan, stage, 1);
        var _ = IssueSteps.await("pull request of " + branch, "reporter", () -> lead.pull(branch), Optional::isPresent);
        return branch;
    }

    private void askLead(MigrationId plan, Stage stage, Watch watch) throws InterruptedException {
        var _ = awaitQuestion(plan, stage, watch);
        TimeUnit.SECONDS.sleep(2);
        lead.comment(plan.number(), "/approve");
        screen.did(lead.login(), "commented /approve");
        awaitPassed(stage, watch);
    }

    private GateAsked awaitQuestion(MigrationId plan, Stage stage, Watch watch) throws InterruptedException {
        var asked = watch.await(GateAsked.class, one -> one.getStage() == stage, ANSWER)
                .orElseThrow(() -> new StepFailed(EnumText.hyphenated(stage), problems(stage, watch), "review"));
        var marker = "<!-- movein:gate stage=" + EnumText.hyphenated(stage) + " commit=" + asked.getCommit();
        var _ = steps.awaitComment(plan.number(), marker, "", "question of " + EnumText.hyphenated(stage));
        return asked;
    }

    private void awaitPassed(Stage stage, Watch watch) throws InterruptedException {
        if (watch.await(StagePassed.class, one -> one.getStage() == stage, ANSWER)
                .isEmpty()) {
            throw new StepFailed(EnumText.hyphenated(stage), problems(stage, watch), "review");
        }
    }

    private static String problems(Stage stage, Watch watch) {
        var found = new StringBuilder("it made no progress within " + ANSWER.toSeconds() + " s");
        watch.last(StageChecked.class, one -> one.getStage() == stage)
                .ifPresent(checked -> checked.getProblems()
                        .forEach(problem -> found.append("\n  " + problem.getFile() + ":" + problem.getLine() + " "
                                + problem.getWhat() + " (" + problem.getCode() + ")")));
        return found.toString();
    }

    private Journey.Outcome migrate(String title, MigrationId plan, String mode) throws InterruptedException {
        var form = library.request(mode).withPlan("#" + plan.number());
        return new Journey(stack, steps).travel(title, form);
    }

    private void tell(Message<?> event) {
        var status =
                event.body().get(event.body().getSchema().getField("status").pos());
        if (!(status instanceof PlanStatus plan)) {
            return;
        }
        var now = plan.getStages().stream()
                .filter(stage -> stage.getState() != StageState.WAITING && stage.getState() != StageState.PASSED)
                .map(stage -> EnumText.hyphenated(stage.getStage()) + ": " + StatusText.of(stage.getState()))
                .findFirst()
                .orElse(StatusText.of(plan.getState()));
        if (!now.equals(told)) {
            told = now;
            screen.did("movein", screen.paint("→ " + now, Screen.Style.BOLD));
        }
    }
}
