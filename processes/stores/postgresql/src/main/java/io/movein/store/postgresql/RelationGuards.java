package io.movein.store.postgresql;

import java.time.Duration;
import java.util.List;

/**
 * Triggers on tables that others use meanwhile: made and removed without anybody waiting long for it. They lie with their function in a
 * schema of their own, by which they are found again.
 */
public final class RelationGuards {

    private static final String LOCKED = "55P03";
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Each at once, or not now: who waits for a table's lock holds up everybody who comes after. */
    private static final String HARDLY_WAITING = "set lock_timeout = '500ms'";

    /** Asked for rows alone that are another's, so that it costs the right ones nothing; other subscriptions may write those. */
    private static final String REFUSE_OTHERS = """
            create function %1$s.refuse() returns trigger language plpgsql as $guard$
            begin
              if exists (select 1 from pg_catalog.pg_stat_subscription s
                         where s.subname = %2$s and s.pid = pg_catalog.pg_backend_pid()) then
                raise exception 'movein: %% of a row of %% that is not the tenant''s came by the subscription %%',
                  tg_op, tg_relid::pg_catalog.regclass, %2$s;
              end if;
              if tg_op = 'DELETE' then return old; end if;
              return new;
            end $guard$""";

    private static final String OTHERS = """
            create trigger %1$s before insert on %4$s for each row when (new.%5$s is distinct from %6$s) execute function %7$s.refuse();
            create trigger %2$s before update on %4$s for each row
              when (old.%5$s is distinct from %6$s or new.%5$s is distinct from %6$s) execute function %7$s.refuse();
            create trigger %3$s before delete on %4$s for each row when (old.%5$s is distinct from %6$s) execute function %7$s.refuse();
            alter table %4$s enable replica trigger %1$s, enable replica trigger %2$s, enable replica trigger %3$s""";

    private static final String REFUSE_TRUNCATE = """
            create function %1$s.refuse() returns trigger language plpgsql as $guard$
            begin
              raise exception 'movein: TRUNCATE of %% is refused while there is a way back to the shared database',
                tg_relid::pg_catalog.regclass using hint = 'delete its rows, or say /continue on the migration: the tenant stays';
            end $guard$""";

    private static final String TRUNCATE = """
            create trigger %1$s before truncate on %2$s for each statement execute function %3$s.refuse();
            alter table %2$s enable always trigger %1$s""";

    private static final String MADE = """
            select format('drop trigger if exists %I on %s', t.tgname, t.tgrelid::regclass) from pg_trigger t
            join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace where n.nspname = ? and t.tgparentid = 0""";

    private final PostgresServer server;
    private final String name;
    private final Duration limit;

    /**
     * @param name  of lower case letters, digits and underscores, at most 60
     * @param limit that the locks of all of them may take
     */
    public RelationGuards(PostgresServer server, String name, Duration limit) {
        this.server = server;
        this.name = name;
        this.limit = limit;
    }

    /** Nothing that a subscription of this name applies may be, or have been, a row with another value in the column. */
    public void refuseOthers(List<TableName> leaves, List<String> columns, String value) {
        make(REFUSE_OTHERS.formatted(SqlText.name(name), SqlText.literal(name)));
        for (var i = 0; i < leaves.size(); i++) {
            patiently(OTHERS.formatted(
                    SqlText.name(name + "_i"),
                    SqlText.name(name + "_u"),
                    SqlText.name(name + "_d"),
                    leaves.get(i).sql(),
                    SqlText.name(columns.get(i)),
                    SqlText.literal(value),
                    SqlText.name(name)));
        }
    }

    /** @param tables partitioned ones and their leaves, each by itself */
    public void refuseTruncate(List<TableName> tables) {
        make(REFUSE_TRUNCATE.formatted(SqlText.name(name)));
        tables.forEach(table -> patiently(TRUNCATE.formatted(SqlText.name(name), table.sql(), SqlText.name(name))));
    }

    private void make(String function) {
        try (var session = server.openForScripts()) {
            session.execute("create schema %s; grant usage on schema %1$s to public; %s"
                    .formatted(SqlText.name(name), function));
        }
    }

    /** Leaves none of them. */
    public void end() {
        List<String> drops;
        try (var session = server.open()) {
            drops = session.rows(MADE, name).stream().map(row -> row.text(0)).toList();
        }
        drops.forEach(this::patiently);
        try (var session = server.openForScripts()) {
            session.execute("drop schema if exists %s cascade".formatted(SqlText.name(name)));
        }
    }

    /** One after the other, so that no lock is held while another is waited for. */
    public void patiently(String script) {
        var until = System.nanoTime() + limit.toNanos();
        try (var session = server.openForScripts()) {
            session.execute(HARDLY_WAITING);
            while (true) {
                try {
                    session.execute(script);
                    return;
                } catch (PostgresFailure e) {
                    if (!e.state().equals(LOCKED) || System.nanoTime() - until > 0) {
                        throw e;
                    }
                    session.execute("select pg_sleep(%s)".formatted(PAUSE.toMillis() / 1000.0));
                }
            }
        }
    }
}
