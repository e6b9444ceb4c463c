package io.movein.review.lifecycle;

import io.movein.command.RequestPlan;
import io.movein.command.StageRead;
import io.movein.contract.Digest;
import io.movein.contract.MigrationId;
import io.movein.contract.plan.Artifact;
import io.movein.contract.plan.PlanPaths;
import io.movein.event.RunFinished;
import io.movein.model.MigrationStatus;
import io.movein.model.PlanStatus;
import io.movein.model.StageState;
import io.movein.review.state.MigrationPlan;
import io.movein.review.state.PassedArtifact;
import io.movein.review.state.RunEvidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * The plans anew. Their status is in their events; the artifacts of what has passed, and of the stage that is open, are in what was
 * read of their pull requests. Where that is older than the topic keeps, the stage has to be opened again.
 */
final class RebuiltPlans {
    private static final int EVIDENCE = 40;
    private static final int HANDLED = 400;

    private final PlatformState state;

    RebuiltPlans(PlatformState state) {
        this.state = state;
    }

    void event(SpecificRecord event, PlanStatus status) {
        var id = (String) event.get(0);
        var sequence = (Long) event.get(1);
        var known = state.plan(id);
        if (known != null && sequence <= known.getSequence()) {
            return; // a reader that was set back may have told it twice
        }
        var plan = known == null
                ? MigrationPlan.newBuilder().setId(id).setSeenAt((Instant) event.get(2))
                : MigrationPlan.newBuilder(known);
        state.put(plan.setSequence(sequence).setStatus(status).build());
    }

    void command(String id, String command, SpecificRecord body) {
        var known = Objects.requireNonNull(state.plan(id));
        var plan = MigrationPlan.newBuilder(known).setHandled(last(known.getHandled(), command, HANDLED));
        if (body instanceof RequestPlan request) {
            plan.setSeenAt(request.getUpdatedAt());
        } else if (body instanceof StageRead read) {
            read(plan, read);
        }
        state.put(plan.build());
    }

    private static void read(MigrationPlan.Builder plan, StageRead read) {
        for (var stage : plan.getStatus().getStages()) {
            var isItsCommit = Objects.equals(stage.getCommit(), read.getHead())
                    && Objects.equals(stage.getPullRequest(), read.getPullRequest());
            if (isItsCommit && !read.getFork()) {
                plan.setRead(read);
                if (stage.getState() == StageState.PASSED) {
                    plan.setPassed(passed(plan, read));
                }
            }
        }
    }

    private static List<PassedArtifact> passed(MigrationPlan.Builder plan, StageRead read) {
        var passed = new ArrayList<PassedArtifact>();
        for (var artifact : Artifact.of(read.getStage())) {
            var path = PlanPaths.path(MigrationId.parse(plan.getId()), artifact);
            read.getFiles().stream()
                    .filter(file -> file.getPath().equals(path) && file.getText() != null)
                    .forEach(file -> passed.add(
                            new PassedArtifact(path, Digest.sha256(Objects.requireNonNull(file.getText())))));
        }
        return Stream.concat(
                        plan.getPassed().stream()
                                .filter(known -> passed.stream()
                                        .noneMatch(it -> it.getPath().equals(known.getPath()))),
                        passed.stream())
                .toList();
    }

    /** What a run proved is told by its own migration. */
    void finished(String migration, MigrationStatus status, RunFinished finished) {
        var name = status.getRequest().getMigrationPlan();
        var plan = name == null ? null : state.plan(name);
        if (plan != null) {
            var conclusion = finished.getResult().getConclusion();
            var evidence = RunEvidence.newBuilder()
                    .setMigration(migration)
                    .setRun(finished.getRun())
                    .setChecks(conclusion == null ? List.of() : conclusion.getChecks())
                    .build();
            state.put(MigrationPlan.newBuilder(plan)
                    .setEvidence(last(plan.getEvidence(), evidence, EVIDENCE))
                    .setMigrations(last(
                            plan.getMigrations().stream()
                                    .filter(known -> !known.equals(migration))
                                    .toList(),
                            migration,
                            100))
                    .build());
        }
    }

    private static <T> List<T> last(List<T> all, T added, int most) {
        return Stream.concat(all.stream(), Stream.of(added))
                .skip(Math.max(0, all.size() + 1 - most))
                .toList();
    }
}
