package io.movein.tier;

import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresServer;
import io.movein.tier.configuration.TierPlan;
import java.util.ArrayList;
import java.util.regex.Pattern;

/** By which the application knows where the tenant is and whether it may write: statements of the plan. */
final class ConfigurationStore {

    private static final Pattern PLACE = Pattern.compile(":(to|from)\\b");
    private static final int LOOKS = 5;

    private final PostgresServer server;
    private final TierPlan.Switch plan;

    ConfigurationStore(PostgresServer server, TierPlan.Switch plan) {
        this.server = server;
        this.plan = plan;
    }

    /** Where the tenant is now. */
    String read() {
        try (var session = server.open()) {
            session.execute("set search_path to default");
            return session.row(plan.read()).text(0);
        }
    }

    void freeze() {
        execute(plan.freeze());
    }

    void unfreeze() {
        execute(plan.unfreeze());
    }

    private void execute(String statement) {
        try (var session = server.open()) {
            session.execute("set search_path to default");
            session.execute(statement);
        }
    }

    /**
     * Compare and set. What counts is not the answer, which may be lost, but what can be read afterwards.
     *
     * @return where the tenant is then
     * @throws PostgresFailure if that cannot be learnt: it is the one or the other
     */
    String set(String to, String from) {
        try (var session = server.open()) {
            session.execute("set search_path to default");
            var values = new ArrayList<String>();
            var statement = PLACE.matcher(plan.set()).replaceAll(place -> {
                values.add(place.group(1).equals("to") ? to : from);
                return "?";
            });
            session.update(statement, values.toArray(String[]::new));
        } catch (PostgresFailure unknown) {
            return readAfter(unknown);
        }
        return read();
    }

    private String readAfter(PostgresFailure unknown) {
        for (var look = 1; ; look++) {
            try {
                return read();
            } catch (PostgresFailure still) {
                if (look == LOOKS) {
                    still.addSuppressed(unknown);
                    throw still;
                }
            }
        }
    }
}
