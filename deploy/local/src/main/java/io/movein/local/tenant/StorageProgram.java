package io.movein.local.tenant;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant's storage runs.
 *
 * @param image        {@code name@sha256:…}
 * @param command      instead of the image's own; empty: the image's own
 * @param storageClass of its claim; null: the cluster's default
 * @param forwarded    this machine reaches it by way of the API server; otherwise at its pod's address
 */
public record StorageProgram(
        String image, List<String> command, @Nullable String storageClass, boolean forwarded) {}
