package io.movein.tier;

import io.movein.tier.configuration.TierPlan;

/** Up to when everything can be left as it was, in words: for whoever is about to say {@code /cutover}. */
final class PointOfNoReturn {

    private PointOfNoReturn() {}

    static String of(TierPlan plan) {
        var back = plan.wayBack();
        return "the point of no return is the change of the entry from '%s' to '%s': before it /rollback leaves everything as it was, after it %s"
                .formatted(
                        plan.switching().from(),
                        plan.switching().to(),
                        back == null
                                ? "there is no way back"
                                : "only the database can go back, for %s".formatted(back.keep()));
    }
}
