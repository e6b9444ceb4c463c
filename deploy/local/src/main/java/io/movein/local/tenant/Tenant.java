package io.movein.local.tenant;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as this machine sets one up.
 *
 * @param namespace where it lives
 * @param onboardingIssue the closed issue with which it was onboarded
 * @param ownerIds numeric GitHub ids of its owners
 * @param image what its storage runs, {@code name@sha256:…}
 * @param secrets registered for migrations: name to keys and values
 * @param storageClass of its claim; null: the cluster's default
 */
public record Tenant(
        String namespace,
        int onboardingIssue,
        List<Long> ownerIds,
        String image,
        Map<String, Map<String, String>> secrets,
        @Nullable String storageClass) {
    /** The storage interface, by which migrations bring data in. */
    public static final String STORAGE = "media-storage";

    public static final int STORAGE_PORT = 9000;
}
