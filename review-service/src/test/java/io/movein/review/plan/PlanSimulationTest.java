package io.movein.review.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.StageRead;
import io.movein.contract.issue.PlanCommandWord;
import io.movein.contract.plan.StageArtifact;
import io.movein.event.StageMergeAsked;
import io.movein.event.StagePassed;
import io.movein.model.Actor;
import io.movein.model.Gate;
import io.movein.model.GateChoice;
import io.movein.model.Person;
import io.movein.model.PlanRequest;
import io.movein.model.PlanState;
import io.movein.model.PullRequestState;
import io.movein.model.ReviewVerdict;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/**
 * Many short lives of plans, each from a seed: pushes, words, reviews, merges by Movein and by hand, forks, edits, late and doubled
 * readings, in any order. No stage passes without its gate's word for exactly the commit that was merged, and its artifacts right.
 */
class PlanSimulationTest {
    private static final int LIVES = Integer.getInteger("movein.simulation.lives", 4);
    private static final int STEPS = 120;

    @Test
    void noStagePassesWithoutItsGatesWordForExactlyThatCommit() {
        var ready =
                LongStream.range(0, LIVES).filter(seed -> new Life(seed).live()).count();

        assertThat(ready).as("plans that came through all stages").isPositive();
    }

    /** What people really said and pushed, kept beside the lifecycle. */
    private static final class Life {
        private final long seed;
        private final Random random;
        private final PlanStory story = new PlanStory();
        private final Set<String> words = new HashSet<>();
        private final Set<String> approvals = new HashSet<>();
        private final Set<String> right = new HashSet<>();
        private final Map<String, String> heads = new HashMap<>();
        private final List<SpecificRecord> said = new ArrayList<>();
        private int commits;

        Life(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        boolean live() {
            story.files(form());
            story.decides(new PlanInput.RunEnded(APlan.rehearsal().build(), APlan.proof()));
            var wasReady = false;
            for (var step = 0; step < STEPS; step++) {
                step();
                check();
                wasReady |= story.status().getState() == PlanState.READY;
            }
            return wasReady;
        }

        private PlanRequest form() {
            var gates = PlanCommandWord.stages().stream()
                    .filter(_ -> random.nextInt(3) == 0)
                    .map(stage -> new GateChoice(
                            stage, List.of(Gate.AUTO, Gate.ASK, Gate.EXTERNAL).get(random.nextInt(3))))
                    .toList();
            return PlanRequest.newBuilder(APlan.request()).setGates(gates).build();
        }

        /** Every other time what is due, so that lives come far; else anything. */
        private void step() {
            var current = PlanStatuses.current(story.status());
            if (current.isPresent() && random.nextBoolean()) {
                due(current.get());
                return;
            }
            var stage = current.isEmpty() || random.nextInt(8) == 0
                    ? PlanCommandWord.stages().get(random.nextInt(5))
                    : current.get().getStage();
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> push(stage);
                case 3, 4 -> answer(stage);
                case 5, 6 -> review(stage);
                case 7, 8, 9 -> mergeAsAsked();
                case 10 -> mergeByHand(stage);
                case 11 -> again();
                case 12 -> {
                    if (random.nextInt(4) == 0) {
                        story.reopens(actor(), stage);
                    }
                }
                default -> {
                    if (random.nextInt(6) == 0) {
                        story.files(form());
                    }
                }
            }
        }

        private void due(StageStatus stage) {
            switch (stage.getState()) {
                case OPENING, NEEDS_WORK -> push(stage.getStage());
                case ASKING -> {
                    if (stage.getGate() == Gate.EXTERNAL) {
                        review(stage.getStage());
                    } else {
                        answer(stage.getStage());
                    }
                }
                case MERGING -> mergeAsAsked();
                case WAITING, PASSED, STALE, UNKNOWN -> again();
            }
        }

        private Actor actor() {
            return List.of(PlanStory.OWNER, PlanStory.OPERATOR, PlanStory.REVIEWER, PlanStory.OUTSIDER)
                    .get(random.nextInt(4));
        }

        private void push(Stage stage) {
            var isRight = random.nextInt(4) > 0;
            var wrong = StageArtifact.of(stage).getFirst();
            var before = story.artifacts.text(wrong);
            if (!isRight) {
                story.artifacts.with(wrong, "nothing: at all\n");
            }
            var read = story.pull(stage, ++commits).setFork(random.nextInt(10) == 0);
            if (random.nextInt(6) == 0) {
                read.setWriters(List.of(new Person(PlanStory.REVIEWER.getId(), "rita")));
                words.add("wrote:" + read.getHead());
            }
            story.artifacts.with(wrong, before);
            if (isRight) {
                right.add(read.getHead());
            }
            if (!read.getFork()) {
                heads.put(read.getBranch(), read.getHead());
            }
            hear(read.build());
        }

        private void answer(Stage stage) {
            var actor = actor();
            var its = story.stage(stage);
            if (actor.equals(PlanStory.OWNER) || actor.equals(PlanStory.OPERATOR)) {
                words.add(its.getCommit() + "");
            }
            hear(story.approval(
                    actor, stage, its.getCommit(), random.nextInt(5) == 0 ? Long.valueOf(3) : its.getAsked()));
        }

        private void review(Stage stage) {
            var commit = Math.max(1, commits - random.nextInt(2));
            var actor = random.nextBoolean() ? PlanStory.REVIEWER : actor();
            var isApproval = random.nextInt(3) > 0;
            if (isApproval && actor.equals(PlanStory.REVIEWER)) {
                approvals.add(PlanStory.commit(commit));
            }
            story.reviews(actor, stage, isApproval ? ReviewVerdict.APPROVED : ReviewVerdict.DISMISSED, commit);
        }

        /** As GitHub does it: only where the head is the commit that is named. */
        private void mergeAsAsked() {
            for (var stage : story.status().getStages()) {
                var isThere = stage.getCommit() != null && stage.getCommit().equals(heads.get(stage.getBranch()));
                if (stage.getState() == StageState.MERGING && isThere) {
                    merged(stage.getStage(), stage.getCommit());
                    return;
                }
            }
        }

        private void mergeByHand(Stage stage) {
            var head = heads.get(story.stage(stage).getBranch());
            if (head != null && random.nextInt(3) == 0) {
                merged(stage, head);
            }
        }

        private void merged(Stage stage, String head) {
            var read = said.stream()
                    .filter(StageRead.class::isInstance)
                    .map(StageRead.class::cast)
                    .filter(it -> it.getHead().equals(head) && it.getStage() == stage && !it.getFork())
                    .findFirst();
            read.ifPresent(it -> hear(StageRead.newBuilder(it)
                    .setState(PullRequestState.MERGED)
                    .setMergeCommit("f".repeat(40))
                    .setUpdatedAt(story.pull(stage, 1).getUpdatedAt())
                    .build()));
        }

        /** Something that was said before comes once more, by another id or late. */
        private void again() {
            if (!said.isEmpty()) {
                story.hears(said.get(random.nextInt(said.size())));
            }
        }

        private void hear(SpecificRecord command) {
            said.add(command);
            story.hears(command);
        }

        private void check() {
            for (var event : story.last().events()) {
                if (event.record() instanceof StagePassed passed) {
                    gateSaidYes(passed);
                }
                if (event.record() instanceof StageMergeAsked asked) {
                    assertThat(right)
                            .as("seed %d: merges only what is right", seed)
                            .contains(asked.getCommit());
                }
            }
            if (story.status().getState() == PlanState.READY) {
                assertThat(story.status().getStages())
                        .as("seed %d: ready with all stages passed", seed)
                        .allMatch(stage -> stage.getState() == StageState.PASSED);
            }
        }

        private void gateSaidYes(StagePassed passed) {
            var stage = PlanStatuses.stage(passed.getStatus(), passed.getStage());
            var commit = passed.getCommit();
            assertThat(passed.getApproval().getCommit()).as("seed %d", seed).isEqualTo(commit);
            assertThat(right).as("seed %d: %s is right", seed, commit).contains(commit);
            switch (stage.getGate()) {
                case ASK ->
                    assertThat(words)
                            .as("seed %d: somebody who may said yes to %s", seed, commit)
                            .contains(commit);
                case EXTERNAL -> {
                    assertThat(approvals)
                            .as("seed %d: %s was reviewed", seed, commit)
                            .contains(commit);
                    assertThat(words).as("seed %d: not by who wrote it", seed).doesNotContain("wrote:" + commit);
                }
                case AUTO -> assertThat(passed.getApproval().getActor()).isNull();
                case UNKNOWN -> throw new AssertionError("no gate");
            }
        }
    }
}
