package io.movein.review.lifecycle;

import io.movein.command.RequestMigration;
import io.movein.event.ApprovalVoided;
import io.movein.event.CommandRefused;
import io.movein.event.HelpShown;
import io.movein.event.MigrationApproved;
import io.movein.event.MigrationRejected;
import io.movein.event.MigrationRequested;
import io.movein.event.MigrationWithdrawn;
import io.movein.event.PlanChosen;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.RunOrdered;
import io.movein.event.RunTornDown;
import io.movein.event.StatusShown;
import io.movein.event.StopRequested;
import io.movein.model.Attempt;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.OnboardingIssue;
import io.movein.model.Plan;
import io.movein.model.PlanStatus;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import io.movein.order.LaunchRun;
import io.movein.order.StopRun;
import io.movein.review.policy.Rehearsal;
import io.movein.review.policy.RerunSafety;
import io.movein.review.state.Migration;
import io.movein.review.state.Purpose;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Wanted;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The state anew, from the public events and the commands that were read: for the day on which the changelogs are lost. Events
 * carry the whole status, so what is open goes on where it stood. Lost is what no event tells: an approval that was being checked
 * (its label is set again), and how often a failed request was looked at.
 */
public final class Rebuild {
    private final PlatformState state = new PlatformState();
    private final RebuiltPlans plans = new RebuiltPlans(state);

    public PlatformState state() {
        return state;
    }

    /** Events in the order of their times, those of one migration in the order of their sequence. */
    public void event(SpecificRecord event) {
        if (event.get(3) instanceof PlanStatus plan) {
            plans.event(event, plan);
            return;
        }
        var id = (String) event.get(0);
        var sequence = (Long) event.get(1);
        var at = (Instant) event.get(2);
        var status = (MigrationStatus) event.get(3);
        var known = state.migration(id);
        if (known != null && sequence <= known.getSequence()) {
            return; // a reader that was set back may have told it twice
        }
        if (known == null || event instanceof MigrationRequested) {
            replay(new Change.RequestTaken(id, request(id, at, status)));
        }
        before(event, id, status);
        replay(new Change.Happened(id, sequence, at, status, event));
        after(event, id, at, status);
        replay(new Change.Heard(id, at));
    }

    /** A command that was read before the loss. */
    public void command(String id, SpecificRecord command) {
        var about = (String) command.get(0);
        if (state.plan(about) != null) {
            plans.command(about, id, command);
            return;
        }
        var migration = state.migration(about);
        if (migration == null) {
            return;
        }
        if (command instanceof RequestMigration request) {
            read(migration, Limits.bounded(request));
        } else {
            replay(new Change.CommandHandled(migration.getId(), id));
        }
    }

    /** When everything was told: whoever was under review is reviewed. */
    public void end(Instant now) {
        List.copyOf(state.migrations()).stream()
                .filter(migration -> stateOf(migration) == State.UNDER_REVIEW)
                .forEach(migration -> replay(new Change.FactsWanted(
                        migration.getId(),
                        Wanted.newBuilder()
                                .setId("rebuilt/" + now.toEpochMilli())
                                .setPurpose(Purpose.REVIEW)
                                .setOnboarding(migration.getRequest().getOnboarding())
                                .build())));
        List.copyOf(state.migrations()).stream()
                .filter(migration -> stateOf(migration) == State.NEEDS_CHANGES)
                .forEach(migration -> replay(new Change.Checked(migration.getId(), now, 0)));
    }

    private void before(SpecificRecord event, String id, MigrationStatus status) {
        switch (event) {
            case PlanChosen chosen ->
                replay(new Change.NextRunPlanned(
                        id,
                        chosen.getPlan() == Plan.RESUME ? Attempt.RESUME : Attempt.FRESH,
                        chosen.getPlan() == Plan.WIPE_AND_RE_RUN
                                ? state.tenant(Objects.requireNonNullElse(status.getTenant(), ""))
                                        .getWipes()
                                : null));
            case ApprovalVoided _, MigrationRejected _, MigrationWithdrawn _ -> replay(new Change.Dequeued(id));
            case ReviewCompleted review -> {
                replay(new Change.PoolSeen(review.getEvidence().getPool()));
                onboarding(id, review.getOnboarding());
                if (review.getProblems().isEmpty()) {
                    replay(new Change.Shown(
                            id,
                            review.getEvidence().getHosts(),
                            review.getEvidence().getAllowance()));
                }
            }
            default -> {} // told by its status
        }
        if (status.getState() == State.TEARING_DOWN) {
            replay(new Change.Dequeued(id));
        }
    }

    private void after(SpecificRecord event, String id, Instant at, MigrationStatus status) {
        switch (event) {
            case MigrationRequested _ -> plans.requested(id, status);
            case MigrationApproved approved -> enqueue(id, at, approved);
            case RunOrdered ordered -> launch(id, at, ordered.getRun());
            case StopRequested stop -> stop(id, stop.getRun());
            case RunFinished finished -> finished(id, status, finished);
            case RunTornDown gone -> tornDown(id, status, gone.getRun());
            case CommandRefused it -> replay(new Change.CommandHandled(id, it.getCommand()));
            case StatusShown it -> replay(new Change.CommandHandled(id, it.getCommand()));
            case HelpShown it -> replay(new Change.CommandHandled(id, it.getCommand()));
            default -> {} // told by its status
        }
    }

    private void enqueue(String id, Instant at, MigrationApproved approved) {
        var attempt = migration(id).getAttempt();
        var request = approved.getStatus().getRequest();
        var spec = RunSpecs.of(request, attempt, approved.getEvidence(), approved.getStatus());
        replay(new Change.Enqueued(
                QueuedRun.newBuilder()
                        .setPlace(state.pool().getPlaces() + 1)
                        .setMigration(id)
                        .setRun(approved.getApproval().getRun())
                        .setNamespace(spec.getNamespace())
                        .setResources(RunSpecs.needed(spec))
                        .setNeedsEmptyDestination(RerunSafety.needsEmptyDestination(request, attempt))
                        .setJoinedAt(at)
                        .build(),
                spec));
    }

    private void launch(String id, Instant at, int run) {
        var launch = LaunchRun.newBuilder()
                .setMigration(id)
                .setRun(run)
                .setSpec(Objects.requireNonNull(migration(id).getSpec()))
                .setOrderedAt(at)
                .build();
        replay(new Change.Ordered(id, id + "/run-" + run + "/launch", launch));
    }

    private void stop(String id, int run) {
        var namespace = Objects.requireNonNull(migration(id).getSpec()).getNamespace();
        replay(new Change.Ordered(
                id,
                id + "/run-" + run + "/stop",
                StopRun.newBuilder()
                        .setMigration(id)
                        .setRun(run)
                        .setNamespace(namespace)
                        .setReason("")
                        .build()));
    }

    private void finished(String id, MigrationStatus status, RunFinished finished) {
        plans.finished(id, status, finished);
        var isRehearsal = Statuses.lastRun(status)
                .filter(run -> run.getMode() == Mode.DRY_RUN)
                .isPresent();
        if (isRehearsal && finished.getResult().getOutcome() == RunOutcome.SUCCEEDED) {
            replay(new Change.Rehearsed(id, Rehearsal.revision(status.getRequest())));
        }
    }

    /** The event does not say whether the state volume stayed; it does where a later run may resume. */
    private void tornDown(String id, MigrationStatus status, int run) {
        var isKept = Boolean.TRUE.equals(status.getRequest().getSupportsResume()) && status.getEnding() == null;
        if (!isKept) {
            replay(new Change.RunCleared(id, run));
        }
    }

    private static RequestMigration request(String id, Instant at, MigrationStatus status) {
        return RequestMigration.newBuilder()
                .setMigration(id)
                .setActor(status.getAuthor())
                .setTitle(status.getTitle())
                .setRevision(status.getRevision())
                .setRequest(status.getRequest())
                .setOnboarding(OnboardingIssue.newBuilder().build())
                .setUpdatedAt(at)
                .build();
    }

    private void onboarding(String id, OnboardingIssue onboarding) {
        var migration = migration(id);
        state.put(Migration.newBuilder(migration)
                .setRequest(RequestMigration.newBuilder(migration.getRequest())
                        .setOnboarding(onboarding)
                        .build())
                .build());
    }

    /** Of the request that counts it brings what no event tells; another one was read while a run stood in its way. */
    private void read(Migration migration, RequestMigration request) {
        var changed = Migration.newBuilder(migration).setSeenAt(request.getUpdatedAt());
        if (request.getRevision().equals(migration.getRequest().getRevision())) {
            changed.setRequest(request).setNewer(null);
        } else if (Statuses.lastRun(Objects.requireNonNull(migration.getStatus()))
                .isPresent()) {
            changed.setNewer(request);
        }
        state.put(changed.build());
    }

    private Migration migration(String id) {
        return Objects.requireNonNull(state.migration(id), id);
    }

    private static State stateOf(Migration migration) {
        return Optional.ofNullable(migration.getStatus())
                .map(MigrationStatus::getState)
                .orElse(State.UNKNOWN);
    }

    private void replay(Change change) {
        Replay.replay(change, state);
    }
}
