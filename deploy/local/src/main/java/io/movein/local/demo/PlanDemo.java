package io.movein.local.demo;

import io.movein.contract.EnumText;
import io.movein.local.github.GitHubUser;
import io.movein.local.library.Library;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.model.PlanEnding;
import io.movein.model.StageState;
import java.io.IOException;
import java.util.stream.Collectors;

/** Carries a migration plan through its five stages to a live run and then checks, without the services, that all is as it should be. */
public record PlanDemo(LocalStack stack, Library library, Screen screen) {
    /** 0 if everything went well and every check holds. */
    public int run() throws InterruptedException {
        return CheckedJourney.run(stack, screen, this::travel);
    }

    private Checks travel() throws IOException, InterruptedException {
        var lead = GitHubUser.of(stack.github().api(), stack.github().repository(), "migration-lead");
        var outcome = new PlanJourney(stack, library, lead, screen).travel();
        var checks = new Checks();
        var stages = outcome.ended().getStages();
        checks.add(
                "every stage has passed",
                stages.size() == 5 && stages.stream().allMatch(stage -> stage.getState() == StageState.PASSED),
                stages.stream()
                        .map(stage -> EnumText.hyphenated(stage.getStage()))
                        .collect(Collectors.joining(", ")));
        var merged = stages.stream()
                .filter(stage -> lead.pull(stage.getBranch())
                        .filter(pull -> pull.merged() && pull.head().equals(stage.getCommit()))
                        .isPresent())
                .count();
        checks.add("each was merged at the commit that was checked", merged == 5, merged + " of 5");
        var comparison = library.compare();
        checks.add(
                "every file is in the tenant's storage, every SHA-256 right",
                comparison.matching() == comparison.expected() && comparison.extra() == 0,
                comparison.matching() + " of " + comparison.expected());
        checks.add(
                "the plan is completed and its issue closed",
                outcome.ended().getEnding() == PlanEnding.COMPLETED
                        && outcome.plan().state().equals("closed")
                        && "completed".equals(outcome.plan().stateReason()),
                outcome.plan().state() + " as " + outcome.plan().stateReason());
        screen.did("demo", "took " + Narrator.seconds(screen.elapsed()) + " in all");
        return checks;
    }
}
