package io.movein.tier;

import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.tier.configuration.TierPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Statements of the plan, carried out in a database. One whose answer did not come may be carried out late: its session is ended before
 * anything is read for good or changed again.
 */
final class SqlConfigurationStore implements ConfigurationStore {

    private static final Pattern PLACE = Pattern.compile(":(to|from)\\b");

    /** Longer than our sessions wait for a lock, so that the server is the one that gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int TRIES = 5;

    /** Of this process there is one session at a time. */
    private static final String OTHERS = """
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = current_user
            and application_name = current_setting('application_name') and pid <> pg_backend_pid()""";

    private final PostgresServer server;
    private final TierPlan.Statements plan;
    private final String name;
    private final Duration patience;
    private final Duration firstPause;

    /** @param name of its sessions, which no other tenant's have */
    SqlConfigurationStore(PostgresServer server, TierPlan.Statements plan, String name) {
        this(server, plan, name, PATIENCE, FIRST_PAUSE);
    }

    /**
     * @param patience   with an answer
     * @param firstPause after a try, doubled with each
     */
    SqlConfigurationStore(
            PostgresServer server, TierPlan.Statements plan, String name, Duration patience, Duration firstPause) {
        this.server = server;
        this.plan = plan;
        this.name = name;
        this.patience = patience;
        this.firstPause = firstPause;
    }

    private PostgresSession open() {
        var session = server.open(patience);
        try {
            session.execute("set search_path to default; set application_name = '%s'".formatted(name));
            return session;
        } catch (PostgresFailure e) {
            session.close();
            throw e;
        }
    }

    private PostgresSession openAlone() {
        var session = open();
        try {
            var until = System.nanoTime() + patience.toNanos();
            while (!session.rows(OTHERS).isEmpty()) {
                if (System.nanoTime() - until > 0) {
                    throw new PostgresFailure(
                            server.name(),
                            "a session '%s' is still at work %s after it was ended (expected none)"
                                    .formatted(name, patience));
                }
                session.rows("select pg_sleep(0.1)");
            }
            return session;
        } catch (PostgresFailure e) {
            session.close();
            throw e;
        }
    }

    @Override
    public String read() {
        return persistently(() -> readBy(this::open));
    }

    /** A statement that a process before this one left behind is ended first, whether its client is alive or not. */
    @Override
    public String readForGood(String to) {
        return persistently(() -> readBy(this::openAlone));
    }

    private String readBy(Supplier<PostgresSession> opened) {
        try (var session = opened.get()) {
            return session.row(plan.read()).text(0);
        }
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
        persistently(() -> {
            try (var session = openAlone()) {
                session.execute(statement);
                return statement;
            }
        });
    }

    /** Tried again only where it is certain that nothing came, or can come, of the try before. */
    @Override
    public String set(String to, String from) {
        for (var look = 1; ; look++) {
            try (var session = openToSet()) {
                replace(session, to, from);
            } catch (PostgresFailure e) {
                var place = placeAfter(e, to);
                if (!place.equals(from)) {
                    return place;
                }
                if (look == TRIES || !e.mayPass()) {
                    throw ConfigurationStoreFailure.refusal(String.valueOf(e.getMessage()));
                }
                pause(look);
                continue;
            }
            return read();
        }
    }

    private PostgresSession openToSet() {
        try {
            return persistently(this::open);
        } catch (ConfigurationStoreFailure neverSent) {
            throw neverSent.as(true);
        }
    }

    private void replace(PostgresSession session, String to, String from) {
        var values = new ArrayList<String>();
        var statement = PLACE.matcher(plan.set()).replaceAll(place -> {
            values.add(place.group(1).equals("to") ? to : from);
            return "?";
        });
        session.update(statement, values.toArray(String[]::new));
    }

    private String placeAfter(PostgresFailure unknown, String to) {
        try {
            return readForGood(to);
        } catch (ConfigurationStoreFailure still) {
            still.addSuppressed(unknown);
            throw still;
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

    private <T> T persistently(Supplier<T> work) {
        for (var look = 1; ; look++) {
            try {
                return work.get();
            } catch (PostgresFailure e) {
                if (look == TRIES || !e.mayPass()) {
                    throw ConfigurationStoreFailure.unknown(String.valueOf(e.getMessage()), e);
                }
            }
            pause(look);
        }
    }

    private void pause(int look) {
        try {
            Thread.sleep(firstPause.multipliedBy(1L << (look - 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConfigurationStoreFailure.unknown("stopped", e);
        }
    }
}
