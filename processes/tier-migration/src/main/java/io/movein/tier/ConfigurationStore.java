package io.movein.tier;

import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.tier.configuration.TierPlan;
import java.util.ArrayList;
import java.util.regex.Pattern;

/** By which the application knows where the tenant is and whether it may write: statements of the plan. */
final class ConfigurationStore {

    private static final Pattern PLACE = Pattern.compile(":(to|from)\\b");
    private static final int LOOKS = 5;

    /** Of this process there is one session at a time. */
    private static final String OTHERS = """
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = current_user
            and application_name = 'movein switch' and pid <> pg_backend_pid()""";

    private final PostgresServer server;
    private final TierPlan.Switch plan;

    ConfigurationStore(PostgresServer server, TierPlan.Switch plan) {
        this.server = server;
        this.plan = plan;
    }

    private PostgresSession open() {
        var session = server.open();
        try {
            session.execute("set search_path to default; set application_name = 'movein switch'");
            return session;
        } catch (PostgresFailure e) {
            session.close();
            throw e;
        }
    }

    /** Where the tenant is now. */
    String read() {
        try (var session = open()) {
            return session.row(plan.read()).text(0);
        }
    }

    /**
     * Where the tenant is and stays: a statement that a process before this one left behind is ended first, whether its client is alive or
     * not.
     */
    String readForGood() {
        try (var session = open()) {
            while (!session.rows(OTHERS).isEmpty()) {
                session.rows("select pg_sleep(0.1)");
            }
        }
        return read();
    }

    void freeze() {
        execute(plan.freeze());
    }

    void unfreeze() {
        execute(plan.unfreeze());
    }

    private void execute(String statement) {
        try (var session = open()) {
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
        try (var session = open()) {
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
                return readForGood();
            } catch (PostgresFailure still) {
                if (look == LOOKS) {
                    still.addSuppressed(unknown);
                    throw still;
                }
            }
        }
    }
}
