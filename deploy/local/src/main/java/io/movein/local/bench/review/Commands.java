package io.movein.local.bench.review;

import io.movein.command.CloseIssue;
import io.movein.command.RequestMigration;
import io.movein.command.ShowStatus;
import io.movein.contract.Revision;
import io.movein.model.Actor;
import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.OnboardingIssue;
import io.movein.model.RerunContract;
import io.movein.model.Resources;
import io.movein.model.Role;
import java.time.Instant;
import java.util.List;

/** What an owner wants of one migration after another, as intake reads it from an issue. */
final class Commands {
    private static final String REPOSITORY = "acme/platform";
    private static final Actor OWNER = Actor.newBuilder()
            .setId(1001)
            .setLogin("capability-owner")
            .setRoles(List.of(Role.AUTHOR))
            .build();

    private final Instant now = Instant.now();
    private final MigrationRequest request;
    private final String revision;
    private final OnboardingIssue onboarding;

    /** @param onboarding the issue with which the tenant was taken up */
    Commands(int onboarding) {
        this.request = request(onboarding);
        this.revision = Revision.of(request);
        this.onboarding = OnboardingIssue.newBuilder()
                .setNumber(onboarding)
                .setFound(true)
                .setOnboarding(true)
                .setState("closed")
                .setStateReason("completed")
                .setAuthorId(OWNER.getId())
                .build();
    }

    private static MigrationRequest request(int onboarding) {
        return MigrationRequest.newBuilder()
                .setOnboarding("#" + onboarding)
                .setSource("nas-3, photos, 2 TB")
                .setImage("registry.example/bench@sha256:" + "ab12".repeat(16))
                .setMode(Mode.LIVE)
                .setSpike(new Resources(10L, 32L << 20, 0L))
                .setEgress(List.of())
                .setDestinations(List.of("store:9000"))
                .setSecrets(List.of())
                .setRerunContract(RerunContract.SAFE_ON_POPULATED_DESTINATION)
                .setSupportsResume(false)
                .setExpectedRuntimeSeconds(3_600L)
                .build();
    }

    static String migration(int number) {
        return REPOSITORY + "#" + number;
    }

    RequestMigration request(String migration) {
        return RequestMigration.newBuilder()
                .setMigration(migration)
                .setActor(OWNER)
                .setTitle("Move the media")
                .setRevision(revision)
                .setRequest(request)
                .setOnboarding(onboarding)
                .setUpdatedAt(now)
                .build();
    }

    /** That of an owner who forgot to say which tenant it is for: to be withdrawn, and nothing is asked of the cluster for it before. */
    RequestMigration forNobody(String migration) {
        return RequestMigration.newBuilder(request(migration))
                .setOnboarding(OnboardingIssue.newBuilder()
                        .setNumber(null)
                        .setFound(false)
                        .build())
                .build();
    }

    ShowStatus status(String migration) {
        return new ShowStatus(migration, OWNER, "https://github.example/comment");
    }

    /** Before anything runs, this is the end of it. */
    CloseIssue close(String migration) {
        return new CloseIssue(migration, OWNER, now);
    }
}
