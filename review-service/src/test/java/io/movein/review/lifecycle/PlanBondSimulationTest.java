package io.movein.review.lifecycle;

import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.ReopenStage;
import io.movein.model.Mode;
import io.movein.model.PlanState;
import io.movein.model.RunOutcome;
import io.movein.model.Stage;
import io.movein.model.State;
import io.movein.order.LaunchRun;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many short lives of migrations that name a plan, each from a seed: filed, edited, approved, queued behind each other and validated,
 * while the plan's stages pass and are opened again. No live run is ordered unless the plan lets it happen, with what it names.
 */
class PlanBondSimulationTest {
    private static final int LIVES = Integer.getInteger("movein.simulation.bonds", 50);
    private static final int STEPS = 80;
    private static final String OTHER_IMAGE = "registry.example.com/other@sha256:" + "0".repeat(64);

    @Test
    void noLiveRunOfAPlanIsOrderedBeforeItsCutoverHasPassed() {
        var launched =
                IntStream.range(0, LIVES).map(seed -> new Life(seed).live()).sum();

        assertThat(launched).as("live runs that were ordered").isPositive();
    }

    private static final class Life {
        private final int seed;
        private final Random random;
        private final Story first = Story.begins();
        private final List<Story> stories = List.of(first, first.of("acme/infra#18", "acme-media"));
        private int launched;

        Life(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        int live() {
            PlanBondTest.plans(first);
            for (var step = 0; step < STEPS; step++) {
                var story = stories.get(random.nextInt(2));
                if (step(story)) {
                    check(story.last());
                }
            }
            return launched;
        }

        /** False: nothing could be done. */
        private boolean step(Story story) {
            var migration = story.migration();
            if (migration == null || random.nextInt(12) == 0) {
                story.files(aRequest()
                        .setMode(random.nextInt(4) == 0 ? Mode.DRY_RUN : Mode.LIVE)
                        .setMigrationPlan(PlanBondTest.PLAN)
                        .setImage(
                                random.nextInt(6) == 0
                                        ? OTHER_IMAGE
                                        : aRequest().build().getImage()));
                return true;
            }
            var state = Objects.requireNonNull(migration.getStatus()).getState();
            switch (random.nextInt(8)) {
                case 0 -> {
                    if (plan() == PlanState.IN_STAGES) {
                        PlanBondTest.becomesReady(first);
                    }
                    return false;
                }
                case 1 -> {
                    first.hears(new ReopenStage(PlanBondTest.PLAN, OWNER, Stage.CUTOVER, "u"));
                    check(first.last());
                    return false;
                }
                case 2 -> {
                    story.waits(Duration.ofHours(1));
                    story.decides(new Input.Recheck(migration.getId()));
                }
                case 3, 4, 5 -> {
                    if (migration.getWanted() == null) {
                        return false;
                    }
                    story.factsArrive();
                }
                case 6 -> story.approves();
                default -> goesOn(story, state);
            }
            return true;
        }

        private void goesOn(Story story, State state) {
            var run = story.status().getRuns().size();
            switch (state) {
                case QUEUED -> story.runStarts(run);
                case RUNNING -> story.runEnds(run, RunOutcome.SUCCEEDED);
                case AWAITING_VALIDATION -> story.validates(OWNER, run);
                case TEARING_DOWN -> story.runIsGone(run, false);
                default -> story.waits(Duration.ofMinutes(1));
            }
        }

        private PlanState plan() {
            return Objects.requireNonNull(first.platform.plan(PlanBondTest.PLAN))
                    .getStatus()
                    .getState();
        }

        private void check(Decision decision) {
            for (var order : decision.orders()) {
                if (order.order() instanceof LaunchRun launch
                        && launch.getSpec().getMode() == Mode.LIVE) {
                    launched++;
                    assertThat(plan()).as("seed %d", seed).isEqualTo(PlanState.READY);
                    assertThat(launch.getSpec().getImage()).as("seed %d", seed).isNotEqualTo(OTHER_IMAGE);
                }
            }
        }
    }
}
