package io.movein.review.plan;

import io.movein.command.ApproveStage;
import io.movein.command.ReopenStage;
import io.movein.command.RequestPlan;
import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.contract.Revision;
import io.movein.contract.issue.PlanCommandWord;
import io.movein.contract.plan.PlanPaths;
import io.movein.event.PlanCommandRefused;
import io.movein.model.Actor;
import io.movein.model.Person;
import io.movein.model.PlanRequest;
import io.movein.model.PlanStatus;
import io.movein.model.PullRequestState;
import io.movein.model.ReviewVerdict;
import io.movein.model.Role;
import io.movein.model.Stage;
import io.movein.model.StageStatus;
import io.movein.review.state.MigrationPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What happens to a plan, told step by step. Each step returns the names of the events that it led to. */
final class PlanStory {
    static final Actor OWNER = new Actor(500L, "lea", List.of(Role.AUTHOR));
    static final Actor OPERATOR = new Actor(600L, "otto", List.of(Role.OPERATOR));
    static final Actor REVIEWER = new Actor(700L, "rita", List.of());
    static final Actor OUTSIDER = new Actor(900L, "nosy", List.of());

    final APlan artifacts = new APlan();
    final List<SpecificRecord> history = new ArrayList<>();

    final List<PlanInput.Command> commands = new ArrayList<>();

    @Nullable
    MigrationPlan plan;

    private PlanDecision last = new PlanDecision(null, List.of());
    private Instant now = APlan.NOON;
    private int ids;

    List<String> files() {
        return files(APlan.request());
    }

    List<String> files(PlanRequest request) {
        return hears(RequestPlan.newBuilder()
                .setMigration(APlan.ID.toString())
                .setActor(OWNER)
                .setTitle("Move the shop")
                .setRevision(Revision.of(request))
                .setRequest(request)
                .setUpdatedAt(now)
                .build());
    }

    static String commit(int number) {
        return "%040x".formatted(number);
    }

    /** The pull request of a stage, as Movein opened it and somebody pushed this commit. */
    StageRead.Builder pull(Stage stage, int commit) {
        var attempt = plan == null ? 1 : Math.max(1, stage(stage).getAttempt());
        return StageRead.newBuilder()
                .setMigration(APlan.ID.toString())
                .setStage(stage)
                .setAttempt(attempt)
                .setPullRequest(100 * attempt + number(stage))
                .setBranch(PlanPaths.branch(APlan.ID, stage, attempt))
                .setBase("main")
                .setHead(commit(commit))
                .setAuthor(new Person(1L, "movein[bot]"))
                .setWriters(List.of(new Person(OWNER.getId(), OWNER.getLogin())))
                .setState(PullRequestState.OPEN)
                .setFiles(artifacts.files(stage))
                .setUpdatedAt(now);
    }

    List<String> pushes(Stage stage, int commit) {
        return hears(pull(stage, commit).build());
    }

    List<String> merges(Stage stage, int commit) {
        return hears(pull(stage, commit)
                .setState(PullRequestState.MERGED)
                .setMergeCommit(commit(10_000 + commit))
                .setMergedBy(new Person(1L, "movein[bot]"))
                .build());
    }

    /** Past Movein. */
    List<String> mergesByHand(Stage stage, int commit) {
        return hears(pull(stage, commit)
                .setState(PullRequestState.MERGED)
                .setMergeCommit(commit(10_000 + commit))
                .setMergedBy(new Person(OUTSIDER.getId(), OUTSIDER.getLogin()))
                .build());
    }

    /** Answers the question that stands. */
    List<String> approves(Actor actor, Stage stage) {
        return hears(
                approval(actor, stage, stage(stage).getCommit(), stage(stage).getAsked()));
    }

    ApproveStage approval(Actor actor, Stage stage, @Nullable String commit, @Nullable Long asked) {
        return ApproveStage.newBuilder()
                .setMigration(APlan.ID.toString())
                .setActor(actor)
                .setStage(stage)
                .setCommit(commit)
                .setAsked(asked)
                .setAt(now)
                .build();
    }

    List<String> reviews(Actor actor, Stage stage, ReviewVerdict verdict, int commit) {
        return hears(StageReviewed.newBuilder()
                .setMigration(APlan.ID.toString())
                .setActor(actor)
                .setStage(stage)
                .setPullRequest(Objects.requireNonNullElse(stage(stage).getPullRequest(), 7))
                .setVerdict(verdict)
                .setCommit(commit(commit))
                .setAt(now)
                .build());
    }

    List<String> reopens(Actor actor, Stage stage) {
        return hears(new ReopenStage(APlan.ID.toString(), actor, stage, "https://github.example/1"));
    }

    /** Every stage up to this one has passed. */
    PlanStory passed(Stage until) {
        files();
        for (var stage : PlanCommandWord.stages()) {
            if (stage.compareTo(until) <= 0) {
                passes(stage);
            }
        }
        return this;
    }

    private static int number(Stage stage) {
        return PlanCommandWord.stages().indexOf(stage) + 1;
    }

    void passes(Stage stage) {
        if (stage == Stage.MIGRATE) {
            decides(new PlanInput.RunEnded(APlan.rehearsal().build(), APlan.proof()));
        }
        var commit = 10 * number(stage) + stage(stage).getAttempt();
        pushes(stage, commit);
        switch (stage(stage).getGate()) {
            case ASK -> approves(OWNER, stage);
            case EXTERNAL -> reviews(REVIEWER, stage, ReviewVerdict.APPROVED, commit);
            case AUTO, UNKNOWN -> {} // nobody is asked
        }
        merges(stage, commit);
    }

    List<String> hears(SpecificRecord command) {
        return hears("comment:" + ++ids, command);
    }

    List<String> hears(String id, SpecificRecord command) {
        var input = new PlanInput.Command(id, command);
        commands.add(input);
        return decides(input);
    }

    List<String> decides(PlanInput input) {
        now = now.plusSeconds(60);
        last = PlanLifecycle.decide(plan, input, now);
        plan = last.after();
        last.events().forEach(event -> history.add(event.record()));
        return last.events().stream()
                .map(event -> event.record().getSchema().getName())
                .toList();
    }

    PlanDecision last() {
        return last;
    }

    PlanStatus status() {
        return Objects.requireNonNull(plan).getStatus();
    }

    StageStatus stage(Stage stage) {
        return PlanStatuses.stage(status(), stage);
    }

    /** The code of the one refusal that the last step led to. */
    String refusal() {
        return ((PlanCommandRefused) last.events().getFirst().record()).getCode();
    }
}
