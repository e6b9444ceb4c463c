package io.movein.review.policy;

import java.util.List;

/**
 * What an installation sets about the checks.
 *
 * @param allowedRegistries    registries, each with an optional path, from which images may come; empty: any, as the digest
 *                             already fixes what runs and an operator has seen it
 * @param allowedEgressRanges  CIDRs that may be reached although they are forbidden by nature, e.g. loopback on one machine
 * @param selfApproval         operators may approve their own requests
 * @param rehearsalRequired    a live run has to be preceded by a dry-run that succeeded, in every tenant
 */
public record PolicySettings(
        List<String> allowedRegistries,
        List<String> allowedEgressRanges,
        boolean selfApproval,
        boolean rehearsalRequired) {
    public static final PolicySettings STRICT = new PolicySettings(List.of(), List.of(), false);

    public PolicySettings(List<String> allowedRegistries, List<String> allowedEgressRanges, boolean selfApproval) {
        this(allowedRegistries, allowedEgressRanges, selfApproval, false);
    }
}
