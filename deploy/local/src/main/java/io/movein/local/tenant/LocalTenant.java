package io.movein.local.tenant;

import java.util.List;
import java.util.Map;

/**
 * A tenant as this machine sets one up.
 *
 * @param namespace where it lives
 * @param onboardingIssue the closed issue with which it was onboarded
 * @param ownerIds numeric GitHub ids of its owners
 * @param storage what its storage runs
 * @param secrets registered for migrations: name to keys and values
 */
public record LocalTenant(
        String namespace,
        int onboardingIssue,
        List<Long> ownerIds,
        StorageProgram storage,
        Map<String, Map<String, String>> secrets) {
    /** The storage interface, by which migrations bring data in. */
    public static final String STORAGE = "media-storage";

    public static final int STORAGE_PORT = 9000;
}
