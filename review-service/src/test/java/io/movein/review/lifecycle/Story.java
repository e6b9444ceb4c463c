package io.movein.review.lifecycle;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OPERATOR;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.anOnboardingIssue;
import static io.movein.review.Given.factsAbout;

import io.movein.command.ApproveMigration;
import io.movein.command.AttestWipe;
import io.movein.command.ChoosePlan;
import io.movein.command.ConfirmValidation;
import io.movein.command.RejectMigration;
import io.movein.command.RejectValidation;
import io.movein.command.RequestMigration;
import io.movein.command.RequestStop;
import io.movein.contract.Revision;
import io.movein.event.CommandRefused;
import io.movein.model.Actor;
import io.movein.model.Facts;
import io.movein.model.FailureKind;
import io.movein.model.MigrationRequest;
import io.movein.model.MigrationStatus;
import io.movein.model.OnboardingIssue;
import io.movein.model.Plan;
import io.movein.model.Problem;
import io.movein.model.Progress;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.report.RunFinished;
import io.movein.report.RunPending;
import io.movein.report.RunProgressed;
import io.movein.report.RunStarted;
import io.movein.report.RunTornDown;
import io.movein.review.policy.PolicySettings;
import io.movein.review.state.Migration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What happens to migrations, told step by step. Each step returns what it led to, as a short list: the names of the events
 * and the ids of the orders without the migration.
 */
final class Story {
    static final String MIGRATION = "acme/infra#17";

    final PlatformState platform;
    private final Lifecycle lifecycle;
    private final String migration;
    private final String namespace;
    private final Time time;
    private Decision last = new Decision(List.of());

    private static final class Time {
        final List<SpecificRecord> history = new ArrayList<>();
        Instant now = NOON;
        int ids = 0;
    }

    private Story(PlatformState platform, Lifecycle lifecycle, String migration, String namespace, Time time) {
        this.platform = platform;
        this.lifecycle = lifecycle;
        this.migration = migration;
        this.namespace = namespace;
        this.time = time;
    }

    static Story begins() {
        return begins(PolicySettings.STRICT);
    }

    static Story begins(PolicySettings settings) {
        return new Story(new PlatformState(), new Lifecycle(settings), MIGRATION, "acme-media", new Time());
    }

    /** The usual migration, on a platform that has a history. */
    static Story on(PlatformState platform, Lifecycle lifecycle) {
        var time = new Time();
        time.now = NOON.plusSeconds(86_400);
        time.ids = 1_000;
        return new Story(platform, lifecycle, MIGRATION, "acme-media", time);
    }

    /** Another migration on the same platform. */
    Story of(String migration, String namespace) {
        return new Story(platform, lifecycle, migration, namespace, time);
    }

    // --- what people do

    List<String> files(MigrationRequest.Builder request) {
        return files(request, anOnboardingIssue().build());
    }

    List<String> files(MigrationRequest.Builder request, OnboardingIssue onboarding, Problem... unread) {
        return hears(request(request.build(), onboarding, time.now, unread));
    }

    RequestMigration request(
            MigrationRequest request, OnboardingIssue onboarding, Instant updatedAt, Problem... unread) {
        return RequestMigration.newBuilder()
                .setMigration(migration)
                .setActor(OWNER)
                .setTitle("Move the media")
                .setRevision(Revision.of(request))
                .setRequest(request)
                .setProblems(List.of(unread))
                .setOnboarding(onboarding)
                .setUpdatedAt(updatedAt)
                .build();
    }

    List<String> approves() {
        return approves(OPERATOR);
    }

    List<String> approves(Actor actor) {
        return hears(approval(actor, status().getRevision(), status().getRuns().size() + 1));
    }

    ApproveMigration approval(Actor actor, @Nullable String revision, @Nullable Integer run) {
        return ApproveMigration.newBuilder()
                .setMigration(migration)
                .setActor(actor)
                .setRevision(revision)
                .setRun(run)
                .setReview(review())
                .setOnboarding(anOnboardingIssue().build())
                .setAt(time.now)
                .build();
    }

    /** The comment that stands; null: there is none yet. */
    private @Nullable Long review() {
        var known = platform.migration(migration);
        return known == null ? null : status().getReview();
    }

    List<String> rejects(Actor actor) {
        return hears(new RejectMigration(migration, actor, time.now));
    }

    List<String> attestsWipe(Actor actor) {
        return hears(new AttestWipe(migration, actor, time.now));
    }

    List<String> validates(Actor actor, @Nullable Integer run) {
        return hears(new ConfirmValidation(migration, actor, run, "https://github.example/1"));
    }

    List<String> findsInvalid(Actor actor, @Nullable Integer run) {
        return hears(new RejectValidation(migration, actor, run, "half of it is missing", "https://github.example/2"));
    }

    List<String> plans(Plan plan) {
        return plans(
                plan,
                OWNER,
                status().getRuns().isEmpty() ? null : status().getRuns().size());
    }

    List<String> plans(Plan plan, Actor actor, @Nullable Integer run) {
        return hears(new ChoosePlan(migration, actor, run, plan, "https://github.example/3"));
    }

    List<String> stops(Actor actor) {
        return hears(new RequestStop(migration, actor, "https://github.example/4"));
    }

    // --- what is known

    List<String> factsArrive() {
        return factsArrive(facts -> facts);
    }

    List<String> factsArrive(UnaryOperator<Facts.Builder> change) {
        var wanted = Objects.requireNonNull(
                Objects.requireNonNull(platform.migration(migration)).getWanted(), "no facts are wanted");
        return factsArrive(wanted.getId(), change);
    }

    List<String> factsArrive(String wanted, UnaryOperator<Facts.Builder> change) {
        return decides(new Input.FactsArrived(
                migration, wanted, change.apply(factsAbout(namespace)).build()));
    }

    // --- what runs

    List<String> runWaits(int run, String reason) {
        return reports(new RunPending(migration, run, reason));
    }

    List<String> runStarts(int run) {
        return reports(new RunStarted(migration, run, time.now, "node-1"));
    }

    List<String> runTells(int run, long done, Instant at) {
        return reports(new RunProgressed(
                migration,
                run,
                Progress.newBuilder()
                        .setPhase("copy")
                        .setDone(done)
                        .setTotal(100L)
                        .setUnit("objects")
                        .build(),
                at));
    }

    List<String> runEnds(int run, RunOutcome outcome) {
        return runEnds(run, outcome, outcome == RunOutcome.SUCCEEDED ? FailureKind.NONE : FailureKind.EXIT_CODE);
    }

    List<String> runEnds(int run, RunOutcome outcome, FailureKind kind) {
        return reports(new RunFinished(
                migration,
                run,
                RunResult.newBuilder()
                        .setOutcome(outcome)
                        .setFailure(kind)
                        .setFinishedAt(time.now)
                        .build()));
    }

    List<String> runIsGone(int run, boolean keptState) {
        return reports(new RunTornDown(migration, run, keptState, List.of("Job/movein-17-run-" + run)));
    }

    // --- up to a point

    Story reviewed(MigrationRequest.Builder request) {
        files(request);
        factsArrive();
        return this;
    }

    Story approved(MigrationRequest.Builder request) {
        reviewed(request);
        approves();
        factsArrive();
        return this;
    }

    Story running(MigrationRequest.Builder request) {
        approved(request);
        runStarts(1);
        return this;
    }

    Story ended(MigrationRequest.Builder request, RunOutcome outcome) {
        running(request);
        runEnds(1, outcome);
        return this;
    }

    void waits(java.time.Duration duration) {
        time.now = time.now.plus(duration);
    }

    // --- the machinery

    List<String> hears(SpecificRecord command) {
        return hears("comment:" + ++time.ids, command);
    }

    List<String> hears(String id, SpecificRecord command) {
        return decides(new Input.Command(id, command));
    }

    List<String> reports(SpecificRecord report) {
        return decides(new Input.Report(report));
    }

    List<String> decides(Input input) {
        time.now = time.now.plusSeconds(60);
        last = lifecycle.decide(platform, input, time.now);
        last.events().forEach(event -> time.history.add(event.event()));
        platform.replay(last);
        return told(last);
    }

    Instant now() {
        return time.now;
    }

    /** All events of the platform. */
    List<SpecificRecord> history() {
        return time.history;
    }

    Decision last() {
        return last;
    }

    /** Null: it was never filed. */
    @Nullable
    Migration migration() {
        return platform.migration(migration);
    }

    MigrationStatus status() {
        return Objects.requireNonNull(
                Objects.requireNonNull(platform.migration(migration)).getStatus());
    }

    /** The code of the one refusal that the last step led to. */
    String refusal() {
        return ((CommandRefused) last.events().getFirst().event()).getCode();
    }

    private List<String> told(Decision decision) {
        var told = new ArrayList<String>();
        for (var change : decision.changes()) {
            switch (change) {
                case Change.Happened happened ->
                    told.add(of(happened.migration())
                            + happened.event().getSchema().getName());
                case Change.Ordered ordered ->
                    told.add(of(ordered.migration())
                            + ordered.id().substring(ordered.migration().length() + 1));
                case Change.Progressed progressed ->
                    told.add(of(progressed.migration())
                            + progressed.told().getSchema().getName());
                default -> {}
            }
        }
        return told;
    }

    private String of(String other) {
        return other.equals(migration) ? "" : other + " ";
    }
}
