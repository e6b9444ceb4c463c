package io.movein.tier;

import io.movein.tier.configuration.TierPlan;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What a migration is called at its stores: the same for the same tenant between the same places. */
final class MigrationName {

    private MigrationName() {}

    static String of(TierPlan plan) {
        return uuid(plan.tenant() + "\n" + String.join("\n", plan.places()));
    }

    private static String uuid(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** What sessions are called that say where the tenant is: the same wherever it moves. */
    static String ofSwitch(TierPlan plan) {
        return "movein switch " + uuid(plan.tenant());
    }

    /** What slot, publication and subscription are called, and who writes records. */
    static String ofReplication(TierPlan plan) {
        return "movein_" + of(plan).replace('-', '_');
    }

    /** What is called like that after the switch, in the other direction. */
    static String ofWayBack(TierPlan plan) {
        return "movein_back_" + of(plan).replace('-', '_');
    }
}
