package io.movein.reporter;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.event.ApprovalVoided;
import io.movein.event.CommandRefused;
import io.movein.event.ControlAnswered;
import io.movein.event.HelpShown;
import io.movein.event.IssueStateCorrected;
import io.movein.event.MigrationApproved;
import io.movein.event.MigrationClosed;
import io.movein.event.MigrationRejected;
import io.movein.event.MigrationRequested;
import io.movein.event.MigrationWithdrawn;
import io.movein.event.NodeSilent;
import io.movein.event.OwnerAsked;
import io.movein.event.PlanChosen;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunFinished;
import io.movein.event.RunOrdered;
import io.movein.event.RunProgressed;
import io.movein.event.RunQueued;
import io.movein.event.RunReportedLate;
import io.movein.event.RunStarted;
import io.movein.event.RunTornDown;
import io.movein.event.StatusShown;
import io.movein.event.TearDownStuck;
import io.movein.event.ValidationConfirmed;
import io.movein.event.ValidationRejected;
import io.movein.event.WipeAttested;
import io.movein.model.Actor;
import io.movein.model.AddressChange;
import io.movein.model.Alarm;
import io.movein.model.Allowance;
import io.movein.model.Approval;
import io.movein.model.Attempt;
import io.movein.model.CheckResult;
import io.movein.model.Conclusion;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.ControlResult;
import io.movein.model.Ending;
import io.movein.model.Evidence;
import io.movein.model.Facts;
import io.movein.model.FailureKind;
import io.movein.model.Lag;
import io.movein.model.MigrationRequest;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.OnboardingIssue;
import io.movein.model.Plan;
import io.movein.model.PoolFacts;
import io.movein.model.Problem;
import io.movein.model.Progress;
import io.movein.model.QueuePlace;
import io.movein.model.RerunContract;
import io.movein.model.ResolvedHost;
import io.movein.model.Resources;
import io.movein.model.Role;
import io.movein.model.Run;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.State;
import io.movein.model.TenantFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The events of one migration, valid and dull; a test changes the one thing that it is about. */
public final class Story {
    public static final String ID = "acme/platform#17";
    public static final String REVISION = "ab12cd34ef56";
    public static final Instant BEGIN = Instant.parse("2026-11-20T09:00:00Z");
    public static final Actor OWNER = actor(1001, "capability-owner", Role.AUTHOR);
    public static final Actor OPERATOR = actor(2001, "operator", Role.OPERATOR);

    private static final long GIB = 1L << 30;

    private Story() {}

    /** The same event of another migration. */
    public static SpecificRecord on(MigrationId migration, SpecificRecord event) {
        var copy = SpecificData.get().deepCopy(event.getSchema(), event);
        copy.put(copy.getSchema().getField("migration").pos(), migration.toString());
        return copy;
    }

    public static Message<?> message(MigrationId migration, SpecificRecord event) {
        var sequence = event.get(event.getSchema().getField("sequence").pos());
        return new Message<>(
                migration + "/" + sequence,
                "/movein/review",
                migration,
                minute(0),
                Traceparent.begin(),
                on(migration, event));
    }

    public static Actor actor(long id, String login, Role... roles) {
        return Actor.newBuilder()
                .setId(id)
                .setLogin(login)
                .setRoles(List.of(roles))
                .build();
    }

    public static Instant minute(long minute) {
        return BEGIN.plus(Duration.ofMinutes(minute));
    }

    public static MigrationRequest.Builder aRequest() {
        return MigrationRequest.newBuilder()
                .setOnboarding("https://github.com/acme/platform/issues/4")
                .setSource(
                        "Old host: old-host.acme.example, read-only since Monday\nFormat: JPEG and MP4 files\nVolume: about 200 GB")
                .setImage("registry.acme.example/media-migration@sha256:" + "0123456789abcdef".repeat(4))
                .setMode(Mode.LIVE)
                .setSpike(new Resources(500L, GIB, 2 * GIB))
                .setEgress(List.of("old-host.acme.example:443", "cdn.acme.example:443"))
                .setDestinations(List.of("media-store:9000"))
                .setSecrets(List.of("old-host-credential"))
                .setRerunContract(RerunContract.SAFE_ON_POPULATED_DESTINATION)
                .setSupportsResume(true)
                .setExpectedRuntimeSeconds(5400L);
    }

    public static MigrationStatus.Builder aStatus(State state) {
        return MigrationStatus.newBuilder()
                .setState(state)
                .setAuthor(OWNER)
                .setTitle("Move the media library in")
                .setRevision(REVISION)
                .setRequest(aRequest().build())
                .setRequestedAt(BEGIN);
    }

    private static MigrationStatus.Builder approved(State state) {
        return aStatus(state).setTenant("media").setApproval(approval());
    }

    public static Approval approval() {
        return new Approval(OPERATOR, REVISION, 1, minute(30));
    }

    public static Run.Builder aRun() {
        return Run.newBuilder()
                .setNumber(1)
                .setRevision(REVISION)
                .setMode(Mode.LIVE)
                .setAttempt(Attempt.FRESH)
                .setOrderedAt(minute(30));
    }

    public static Run.Builder startedRun() {
        return aRun().setStartedAt(minute(31));
    }

    public static Progress progress(long done) {
        return Progress.newBuilder()
                .setPhase("copy")
                .setDone(done)
                .setTotal(1000L)
                .setUnit("objects")
                .build();
    }

    public static RunResult.Builder aSuccess() {
        return RunResult.newBuilder()
                .setOutcome(RunOutcome.SUCCEEDED)
                .setFailure(FailureKind.NONE)
                .setExitCode(0)
                .setDetail("The process ended with exit code 0.")
                .setTerminationMessage("1000 files, 214958080 bytes, all checksums match")
                .setLastLines(List.of("copied 999 of 1000", "copied 1000 of 1000", "verified 1000 of 1000"))
                .setStartedAt(minute(31))
                .setFinishedAt(minute(94))
                .setProgress(progress(1000));
    }

    public static RunResult.Builder aFailure() {
        return RunResult.newBuilder()
                .setOutcome(RunOutcome.FAILED)
                .setFailure(FailureKind.EXIT_CODE)
                .setExitCode(3)
                .setDetail("The process ended with exit code 3.")
                .setTerminationMessage("checksum mismatch: photos/0417.jpg")
                .setLastLines(List.of("copied 416 of 1000", "ERROR photos/0417.jpg: checksum mismatch"))
                .setStartedAt(minute(31))
                .setFinishedAt(minute(52))
                .setProgress(progress(416));
    }

    public static Facts facts() {
        var tenant = TenantFacts.newBuilder()
                .setNamespace("media")
                .setOwnerIds(List.of(1001L))
                .setSteadyState(new Resources(2000L, 4 * GIB, 10 * GIB))
                .build();
        var pool = PoolFacts.newBuilder()
                .setNodes(3)
                .setLargestNode(new Resources(8000L, 32 * GIB, 100 * GIB))
                .setTotal(new Resources(24000L, 96 * GIB, 300 * GIB))
                .build();
        return Facts.newBuilder()
                .setGatheredAt(minute(0))
                .setTenantNamespaces(List.of("media"))
                .setTenant(tenant)
                .setPool(pool)
                .setAllowance(Allowance.newBuilder()
                        .setTmpBytes(256L << 20)
                        .setLogBytes(256L << 20)
                        .setStateBytes(GIB)
                        .build())
                .build();
    }

    public static OnboardingIssue onboarding() {
        return OnboardingIssue.newBuilder()
                .setNumber(4)
                .setFound(true)
                .setOnboarding(true)
                .setState("closed")
                .setStateReason("completed")
                .setAuthorId(1001L)
                .build();
    }

    public static List<Problem> problems() {
        return List.of(
                new Problem(
                        "artifact.not-pinned",
                        "image 'media-migration:latest' has no digest (expected name@sha256:…)",
                        "pin the image by its digest"),
                new Problem(
                        "resources.memory",
                        "4 GiB in use + 6 GiB spike = 10 GiB is more than 8 GiB, twice what is in use",
                        "split the migration, reduce the spike, or resize the capability first"));
    }

    public static MigrationRequested requested(long sequence) {
        return new MigrationRequested(
                ID, sequence, minute(0), aStatus(State.UNDER_REVIEW).build());
    }

    public static ReviewCompleted passed(long sequence) {
        return ReviewCompleted.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(1))
                .setStatus(aStatus(State.AWAITING_APPROVAL).setTenant("media").build())
                .setRevision(REVISION)
                .setRun(1)
                .setEvidence(facts())
                .setOnboarding(onboarding())
                .build();
    }

    public static ReviewCompleted denied(long sequence, List<Problem> problems) {
        return ReviewCompleted.newBuilder(passed(sequence))
                .setProblems(problems)
                .setStatus(aStatus(State.NEEDS_CHANGES).setProblems(problems).build())
                .build();
    }

    public static MigrationApproved approved(long sequence) {
        return new MigrationApproved(
                ID, sequence, minute(30), approved(State.QUEUED).build(), approval(), facts());
    }

    public static RunQueued queued(long sequence) {
        var place = QueuePlace.newBuilder()
                .setPosition(2)
                .setWaitingFor("run 1 of acme/platform#12 in the same tenant")
                .build();
        return new RunQueued(
                ID, sequence, minute(30), approved(State.QUEUED).setQueue(place).build(), 1, place);
    }

    public static RunOrdered ordered(long sequence) {
        return new RunOrdered(
                ID,
                sequence,
                minute(30),
                approved(State.QUEUED).setRuns(List.of(aRun().build())).build(),
                1);
    }

    public static RunStarted started(long sequence) {
        return new RunStarted(ID, sequence, minute(31), running(startedRun()), 1);
    }

    public static RunProgressed progressed(long sequence, long done) {
        return new RunProgressed(
                ID,
                sequence,
                minute(31).plusSeconds(done),
                running(startedRun().setProgress(progress(done))),
                1,
                progress(done));
    }

    public static NodeSilent nodeSilent(long sequence) {
        return NodeSilent.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(40))
                .setStatus(MigrationStatus.newBuilder(running(startedRun()))
                        .setNodeSilentSince(minute(39))
                        .build())
                .setRun(1)
                .setNode("node-7")
                .setSince(minute(39))
                .build();
    }

    private static MigrationStatus running(Run.Builder run) {
        return approved(State.RUNNING).setRuns(List.of(run.build())).build();
    }

    public static RunFinished succeeded(long sequence) {
        return finished(sequence, State.AWAITING_VALIDATION, aSuccess().build());
    }

    public static RunFinished failed(long sequence, UnaryOperator<RunResult.Builder> change) {
        return finished(sequence, State.AWAITING_PLAN, change.apply(aFailure()).build());
    }

    private static RunFinished finished(long sequence, State state, RunResult result) {
        return new RunFinished(
                ID, sequence, result.getFinishedAt(), ended(state, result).build(), 1, result);
    }

    private static MigrationStatus.Builder ended(State state, RunResult result) {
        return approved(state)
                .setRuns(List.of(startedRun()
                        .setProgress(result.getProgress())
                        .setResult(result)
                        .build()));
    }

    public static RunFinished dryRunSucceeded(long sequence) {
        var result = aSuccess().build();
        var run = startedRun().setMode(Mode.DRY_RUN).setResult(result).build();
        var status = approved(State.AWAITING_VALIDATION)
                .setRequest(aRequest().setMode(Mode.DRY_RUN).build())
                .setRuns(List.of(run))
                .build();
        return new RunFinished(ID, sequence, minute(94), status, 1, result);
    }

    public static ValidationConfirmed validated(long sequence) {
        var status = ended(State.TEARING_DOWN, aSuccess().build())
                .setEnding(Ending.COMPLETED)
                .build();
        return new ValidationConfirmed(ID, sequence, minute(200), status, 1, OWNER);
    }

    public static ValidationRejected invalid(long sequence, String reason) {
        return new ValidationRejected(
                ID,
                sequence,
                minute(200),
                ended(State.AWAITING_PLAN, aSuccess().build()).build(),
                1,
                OWNER,
                reason);
    }

    public static PlanChosen planned(long sequence, Plan plan, Integer nextRun) {
        var state = nextRun == null ? State.NEEDS_CHANGES : State.AWAITING_APPROVAL;
        return new PlanChosen(
                ID,
                sequence,
                minute(210),
                ended(state, aFailure().build()).setPlan(plan).setApproval(null).build(),
                1,
                plan,
                OWNER,
                nextRun);
    }

    public static WipeAttested wiped(long sequence) {
        return new WipeAttested(
                ID,
                sequence,
                minute(220),
                ended(State.AWAITING_APPROVAL, aFailure().build())
                        .setApproval(null)
                        .build(),
                OPERATOR);
    }

    public static ApprovalVoided voided(long sequence, State state) {
        return new ApprovalVoided(
                ID,
                sequence,
                minute(40),
                aStatus(state).setTenant("media").build(),
                approval(),
                "the tenant uses more than when it was approved");
    }

    public static MigrationRejected rejected(long sequence) {
        return new MigrationRejected(
                ID,
                sequence,
                minute(40),
                aStatus(State.TEARING_DOWN).setEnding(Ending.REJECTED).build(),
                OPERATOR);
    }

    public static CommandRefused refused(long sequence, String command, Actor actor, String code) {
        return new CommandRefused(
                ID,
                sequence,
                minute(20),
                aStatus(State.AWAITING_APPROVAL).setTenant("media").build(),
                command,
                actor,
                code,
                actor.getLogin() + " may not approve (expected an operator)",
                "ask an operator to set the label");
    }

    public static IssueStateCorrected corrected(long sequence, boolean open) {
        return IssueStateCorrected.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(40))
                .setStatus(running(startedRun()))
                .setActor(OWNER)
                .setOpen(open)
                .setReason("a run is under way and closing the issue does not end it; `/stop` does")
                .build();
    }

    public static OwnerAsked asked(long sequence) {
        return OwnerAsked.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(20))
                .setStatus(aStatus(State.AWAITING_APPROVAL)
                        .setTenant("media")
                        .setQuestionAt(minute(20))
                        .build())
                .setActor(OPERATOR)
                .build();
    }

    public static MigrationWithdrawn withdrawn(long sequence) {
        return MigrationWithdrawn.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(20))
                .setStatus(
                        aStatus(State.TEARING_DOWN).setEnding(Ending.WITHDRAWN).build())
                .setActor(OWNER)
                .build();
    }

    private static Control rate(String id) {
        return Control.newBuilder()
                .setId(id)
                .setKind(ControlKind.RATE)
                .setBytesPerSecond(50L << 20)
                .build();
    }

    public static ControlAnswered unanswered(long sequence) {
        return ControlAnswered.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(45))
                .setStatus(running(startedRun()))
                .setRun(1)
                .setControl(rate("comment:80"))
                .build();
    }

    /** A process that can be steered, and has something to tell. */
    public static RunProgressed steered(long sequence) {
        var progress = Progress.newBuilder(progress(520))
                .setRate(42.4)
                .setEtaSeconds(690L)
                .setLag(Lag.newBuilder().setKeys(50L).setBytes(10240L).build())
                .setAccepts(List.of(ControlKind.PAUSE, ControlKind.RATE))
                .setDid(List.of(ControlResult.newBuilder()
                        .setId("comment:79")
                        .setCommand("parallel 8")
                        .setResult("8 workers")
                        .build()))
                .build();
        var alarm = Alarm.newBuilder()
                .setName("storageOperationsMigrationFailed")
                .setDetail("the bucket `x` refused a write")
                .build();
        var run = startedRun()
                .setProgress(progress)
                .setUnanswered(List.of(rate("comment:80")))
                .setAlarms(List.of(alarm))
                .setAddressChanges(List.of(
                        addressChange("db.example 203.0.113.8", true),
                        addressChange("db.example 203.0.113.7: the name has it no more", false)));
        return RunProgressed.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(43))
                .setStatus(running(run))
                .setRun(1)
                .setProgress(progress)
                .build();
    }

    private static AddressChange addressChange(String address, boolean added) {
        return AddressChange.newBuilder()
                .setAt(minute(41))
                .setAddress(address)
                .setAdded(added)
                .build();
    }

    /** Everything was tried, and some of it failed. */
    public static RunFinished completedWithErrors(long sequence) {
        var conclusion = Conclusion.newBuilder()
                .setSummary("997 of 1,000 objects migrated")
                .setChecks(List.of(
                        check("checksums", "photos", "997", "997", true),
                        check("row count", "orders", "1000", "998", false),
                        check("row count", "carts", "12", null, null)))
                .setChecksLeftOut(4)
                .setFailedItems(3L)
                .setEvidence(Evidence.newBuilder()
                        .setLocation("s3://evidence/media/run-1")
                        .setSha256("0123456789abcdef".repeat(4))
                        .build())
                .build();
        return failed(
                sequence,
                result -> result.setOutcome(RunOutcome.COMPLETED_WITH_ERRORS)
                        .setFailure(FailureKind.NONE)
                        .setExitCode(10)
                        .setDetail("The process ended with exit code 10.")
                        .setConclusion(conclusion));
    }

    private static CheckResult check(
            String check, String of, String source, @Nullable String target, @Nullable Boolean match) {
        return CheckResult.newBuilder()
                .setCheck(check)
                .setOf(of)
                .setSource(source)
                .setTarget(target)
                .setMatch(match)
                .build();
    }

    /** Has everything that a request can have. */
    public static ReviewCompleted passedWithEverything(long sequence) {
        var hosts = List.of(
                ResolvedHost.newBuilder()
                        .setHost("old-host.acme.example")
                        .setAddresses(List.of("192.0.2.10", "2001:db8::10"))
                        .build(),
                ResolvedHost.newBuilder()
                        .setHost("192.0.2.77")
                        .setAddresses(List.of("192.0.2.77"))
                        .build());
        var request = aRequest()
                .setEgress(List.of("Old-Host.acme.example.:443", "192.0.2.77:9000"))
                .setConfiguration("source:\n  secret: old-db/password\nworkers: 8\n")
                .setSpike(new Resources(1000L, 512L << 20, 8_000_000_000L))
                .build();
        return ReviewCompleted.newBuilder(passed(sequence))
                .setEvidence(Facts.newBuilder(facts()).setHosts(hosts).build())
                .setStatus(aStatus(State.AWAITING_APPROVAL)
                        .setTenant("media")
                        .setRequest(request)
                        .build())
                .build();
    }

    public static StatusShown shown(long sequence) {
        return new StatusShown(
                ID, sequence, minute(60), running(startedRun().setProgress(progress(460))), "comment:77", OWNER);
    }

    public static HelpShown help(long sequence) {
        return new HelpShown(
                ID, sequence, minute(20), aStatus(State.AWAITING_APPROVAL).build(), "comment:78", OWNER);
    }

    public static RunReportedLate reportedLate(long sequence) {
        var result = aSuccess().build();
        return RunReportedLate.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(199))
                .setStatus(ended(State.AWAITING_VALIDATION, result).build())
                .setRun(1)
                .setResult(result)
                .build();
    }

    public static TearDownStuck tearDownStuck(long sequence) {
        var reason = "The teardown waits for what is still being removed: Pod/movein-17-run-1-x7k2p on node node-1.";
        return TearDownStuck.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(211))
                .setStatus(ended(State.TEARING_DOWN, aSuccess().build())
                        .setEnding(Ending.COMPLETED)
                        .setTearDownStuckSince(minute(201))
                        .setTearDownWaitsFor(reason)
                        .build())
                .setReason(reason)
                .setSince(minute(201))
                .build();
    }

    public static RunTornDown tornDown(long sequence) {
        var status = ended(State.TEARING_DOWN, aSuccess().build())
                .setEnding(Ending.COMPLETED)
                .build();
        return new RunTornDown(ID, sequence, minute(201), status, 1, List.of("Job/movein-17-run-1"));
    }

    public static MigrationClosed closed(long sequence, Ending ending) {
        var status = ended(State.CLOSED, aSuccess().build()).setEnding(ending).build();
        return new MigrationClosed(ID, sequence, minute(201), status, ending);
    }
}
