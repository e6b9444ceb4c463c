package io.movein.review;

import io.movein.model.Actor;
import io.movein.model.Allowance;
import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.OnboardingIssue;
import io.movein.model.PoolFacts;
import io.movein.model.RerunContract;
import io.movein.model.ResolvedHost;
import io.movein.model.Resources;
import io.movein.model.Role;
import io.movein.model.StorageInterface;
import io.movein.model.TenantFacts;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Everything right; a test changes one point. */
public final class Given {
    public static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    public static final long GIB = 1L << 30;
    public static final String IMAGE = "registry.example/media-import@sha256:" + "ab12".repeat(16);

    /** Half a gibibyte of the node's disk. */
    public static final Allowance ALLOWANCE = Allowance.newBuilder()
            .setTmpBytes(GIB / 4)
            .setLogBytes(GIB / 4)
            .setStateBytes(GIB)
            .build();

    public static final Actor OWNER = actor(1001, "capability-owner", Role.AUTHOR);
    public static final Actor OPERATOR = actor(2001, "operator", Role.OPERATOR);
    public static final Actor OUTSIDER = actor(3001, "outsider");

    private Given() {}

    public static Actor actor(long id, String login, Role... roles) {
        return Actor.newBuilder()
                .setId(id)
                .setLogin(login)
                .setRoles(Arrays.asList(roles))
                .build();
    }

    public static MigrationRequest.Builder aRequest() {
        return MigrationRequest.newBuilder()
                .setOnboarding("#12")
                .setSource("nas-3, photos, 2 TB")
                .setImage(IMAGE)
                .setMode(Mode.LIVE)
                .setSpike(resources(1_000, 2 * GIB, 5 * GIB))
                .setEgress(List.of("nas.old.example:8443"))
                .setDestinations(List.of("media-store:9000"))
                .setSecrets(List.of("old-host"))
                .setRerunContract(RerunContract.SAFE_ON_POPULATED_DESTINATION)
                .setSupportsResume(false)
                .setExpectedRuntimeSeconds(3_600L);
    }

    public static OnboardingIssue.Builder anOnboardingIssue() {
        return OnboardingIssue.newBuilder()
                .setNumber(12)
                .setFound(true)
                .setOnboarding(true)
                .setState("closed")
                .setStateReason("completed")
                .setAuthorId(OWNER.getId());
    }

    public static Facts.Builder someFacts() {
        return factsAbout("acme-media");
    }

    public static Facts.Builder factsAbout(String namespace) {
        return Facts.newBuilder()
                .setGatheredAt(NOON)
                .setTenantNamespaces(List.of(namespace))
                .setTenant(aTenant().setNamespace(namespace).build())
                .setPool(aPool(resources(8_000, 32 * GIB, 100 * GIB)))
                .setHosts(List.of(new ResolvedHost("nas.old.example", List.of("203.0.113.7"))))
                .setClusterRanges(List.of("10.96.0.0/12", "10.244.0.0/16"));
    }

    public static TenantFacts.Builder aTenant() {
        return TenantFacts.newBuilder()
                .setNamespace("acme-media")
                .setSteadyState(resources(2_000, 4 * GIB, 50 * GIB))
                .setStorageInterfaces(List.of(new StorageInterface("media-store", 9000)))
                .setRegisteredSecrets(List.of("old-host"));
    }

    public static PoolFacts aPool(Resources oneNode) {
        return PoolFacts.newBuilder()
                .setNodes(1)
                .setLargestNode(oneNode)
                .setTotal(oneNode)
                .build();
    }

    public static Resources resources(long cpuMillis, long memoryBytes, long storageBytes) {
        return new Resources(cpuMillis, memoryBytes, storageBytes);
    }
}
