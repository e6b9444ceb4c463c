package io.movein.reporter;

import static io.movein.reporter.Samples.ID;
import static io.movein.reporter.Samples.aRequest;
import static io.movein.reporter.Samples.aRun;
import static io.movein.reporter.Samples.aStatus;
import static io.movein.reporter.Samples.facts;
import static io.movein.reporter.Samples.minute;
import static io.movein.reporter.Samples.progress;
import static io.movein.reporter.Samples.startedRun;
import static io.movein.reporter.Story.failed;
import static io.movein.reporter.Story.passed;
import static io.movein.reporter.Story.running;

import io.movein.event.ControlAnswered;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunDelayed;
import io.movein.event.RunFinished;
import io.movein.event.RunProgressed;
import io.movein.model.AddressChange;
import io.movein.model.Alarm;
import io.movein.model.CheckResult;
import io.movein.model.Conclusion;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import io.movein.model.ControlResult;
import io.movein.model.Evidence;
import io.movein.model.Facts;
import io.movein.model.FailureKind;
import io.movein.model.Lag;
import io.movein.model.MigrationStatus;
import io.movein.model.Progress;
import io.movein.model.ResolvedHost;
import io.movein.model.Resources;
import io.movein.model.Run;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events with all that they can have. */
public final class FullStory {
    private FullStory() {}

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
                        addressChange("db.example 203.0.113.7: the name no longer resolves to it", false)));
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

    /** Beside a policy of the tenant that allowed more for a while. */
    public static RunFinished succeededInTheOpen(long sequence) {
        var event = Story.succeeded(sequence);
        var opening = "network policy allow-all lets the run connect to more than was declared";
        var run = Run.newBuilder(event.getStatus().getRuns().getFirst())
                .setAddressChanges(List.of(addressChange(opening, true), addressChange(opening, false)))
                .build();
        return RunFinished.newBuilder(event)
                .setStatus(MigrationStatus.newBuilder(event.getStatus())
                        .setRuns(List.of(run))
                        .build())
                .build();
    }

    private static final String SILENT =
            "a process of an earlier run may still be alive: pod movein-17-run-1-abcde on node node-7, which does not answer;"
                    + " an operator who knows that it is off for good sets the label operator:node-off";

    /** Run 2, by what run 1 may have left on a node that does not answer. */
    public static RunDelayed heldBack(long sequence) {
        return RunDelayed.newBuilder()
                .setMigration(ID)
                .setSequence(sequence)
                .setAt(minute(60))
                .setStatus(afterAnUnreadable(State.QUEUED, second().setPending(SILENT)))
                .setRun(2)
                .setReason(SILENT)
                .build();
    }

    /** It was, until the runner gave it up. */
    public static RunFinished heldBackForTooLong(long sequence) {
        var result = RunResult.newBuilder()
                .setOutcome(RunOutcome.FAILED)
                .setFailure(FailureKind.NOT_LAUNCHED)
                .setDetail("The run could not be launched within 15 min: " + SILENT)
                .setFinishedAt(minute(75))
                .build();
        return new RunFinished(
                ID,
                sequence,
                minute(75),
                afterAnUnreadable(State.AWAITING_PLAN, second().setResult(result)),
                2,
                result);
    }

    private static Run.Builder second() {
        return aRun().setNumber(2).setOrderedAt(minute(60));
    }

    private static MigrationStatus afterAnUnreadable(State state, Run.Builder second) {
        var unreadable = RunResult.newBuilder()
                .setOutcome(RunOutcome.UNKNOWN)
                .setFailure(FailureKind.OUTCOME_UNREADABLE)
                .setStartedAt(minute(31))
                .setFinishedAt(minute(52))
                .build();
        return aStatus(state)
                .setTenant("media")
                .setRuns(List.of(startedRun().setResult(unreadable).build(), second.build()))
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
}
