package io.movein.tier;

import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.tier.configuration.TierPlan;
import java.util.ArrayList;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Statements of the plan, carried out in a database. */
final class SqlConfigurationStore implements ConfigurationStore {

    private static final Pattern PLACE = Pattern.compile(":(to|from)\\b");
    private static final int LOOKS = 5;

    /** Of this process there is one session at a time. */
    private static final String OTHERS = """
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = current_user
            and application_name = 'movein switch' and pid <> pg_backend_pid()""";

    private final PostgresServer server;
    private final TierPlan.Statements plan;

    SqlConfigurationStore(PostgresServer server, TierPlan.Statements plan) {
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

    @Override
    public String read() {
        return attempt(() -> {
            try (var session = open()) {
                return session.row(plan.read()).text(0);
            }
        });
    }

    /** A statement that a process before this one left behind is ended first, whether its client is alive or not. */
    @Override
    public String readForGood(String to) {
        return readWithoutOthers();
    }

    private String readWithoutOthers() {
        return attempt(() -> {
            try (var session = open()) {
                while (!session.rows(OTHERS).isEmpty()) {
                    session.rows("select pg_sleep(0.1)");
                }
            }
            return read();
        });
    }

    @Override
    public void freeze() {
        execute(plan.freeze());
    }

    @Override
    public void unfreeze() {
        execute(plan.unfreeze());
    }

    private void execute(String statement) {
        attempt(() -> {
            try (var session = open()) {
                session.execute(statement);
                return statement;
            }
        });
    }

    @Override
    public String set(String to, String from) {
        try {
            replace(to, from);
            return read();
        } catch (ConfigurationStoreFailure unknown) {
            return readAfter(unknown);
        }
    }

    private void replace(String to, String from) {
        attempt(() -> {
            try (var session = open()) {
                var values = new ArrayList<String>();
                var statement = PLACE.matcher(plan.set()).replaceAll(place -> {
                    values.add(place.group(1).equals("to") ? to : from);
                    return "?";
                });
                session.update(statement, values.toArray(String[]::new));
                return statement;
            }
        });
    }

    private String readAfter(ConfigurationStoreFailure unknown) {
        for (var look = 1; ; look++) {
            try {
                return readWithoutOthers();
            } catch (ConfigurationStoreFailure still) {
                if (look == LOOKS) {
                    still.addSuppressed(unknown);
                    throw still;
                }
            }
        }
    }

    @Override
    public String expected() {
        return "a query that gives one row where the tenant is";
    }

    @Override
    public String howToRead() {
        return plan.read();
    }

    @Override
    public String howToUnfreeze() {
        return "carry out '%s'".formatted(plan.unfreeze());
    }

    private static String attempt(Supplier<String> work) {
        try {
            return work.get();
        } catch (PostgresFailure e) {
            throw ConfigurationStoreFailure.unknown(String.valueOf(e.getMessage()), e);
        }
    }
}
