package io.movein.review;

import inet.ipaddr.IPAddressString;
import io.movein.review.platform.PlatformSettings;
import io.movein.review.policy.PolicySettings;
import io.movein.review.stream.StreamSettings;
import io.movein.runtime.ServiceSettings;
import io.movein.runtime.Settings;
import java.util.List;

/** All that an installation sets about review. */
public record ReviewSettings(
        ServiceSettings service, PolicySettings policy, PlatformSettings platform, StreamSettings stream) {

    public static ReviewSettings read(Settings in) {
        return new ReviewSettings(ServiceSettings.read(in), policy(in), platform(in), StreamSettings.read(in));
    }

    private static PolicySettings policy(Settings in) {
        return new PolicySettings(
                in.list("MOVEIN_ALLOWED_REGISTRIES"),
                ranges(in, "MOVEIN_EGRESS_ALLOWED_RANGES"),
                in.flag("MOVEIN_SELF_APPROVAL", false),
                in.flag("MOVEIN_REHEARSAL_REQUIRED", false));
    }

    private static PlatformSettings platform(Settings in) {
        ranges(in, "MOVEIN_CLUSTER_RANGES");
        return PlatformSettings.read(in);
    }

    private static List<String> ranges(Settings in, String name) {
        var ranges = in.list(name);
        ranges.stream()
                .filter(range -> new IPAddressString(range).getAddress() == null)
                .forEach(range -> in.problem(
                        name + " has '" + range + "' (expected CIDRs like 10.0.0.0/8, separated by commas)"));
        return ranges;
    }
}
