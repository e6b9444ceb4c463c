package io.movein.reporter;

import io.movein.model.Actor;
import io.movein.model.Allowance;
import io.movein.model.Approval;
import io.movein.model.Attempt;
import io.movein.model.Facts;
import io.movein.model.FailureKind;
import io.movein.model.MigrationRequest;
import io.movein.model.MigrationStatus;
import io.movein.model.Mode;
import io.movein.model.OnboardingIssue;
import io.movein.model.PoolFacts;
import io.movein.model.Problem;
import io.movein.model.Progress;
import io.movein.model.RerunContract;
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

/** What the events of a migration are made of, valid and dull; a test changes the one thing that it is about. */
public final class Samples {
    public static final String ID = "acme/platform#17";
    public static final String REVISION = "ab12cd34ef56";
    public static final Instant BEGIN = Instant.parse("2026-11-20T09:00:00Z");
    public static final Actor OWNER = actor(1001, "capability-owner", Role.AUTHOR);
    public static final Actor OPERATOR = actor(2001, "operator", Role.OPERATOR);

    static final long GIB = 1L << 30;

    private Samples() {}

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

    static MigrationStatus.Builder anApproved(State state) {
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
                        "4 GiB in use + 6 GiB additional = 10 GiB is more than 8 GiB, twice what is in use",
                        "split the migration, ask for less, or resize the capability first"));
    }
}
