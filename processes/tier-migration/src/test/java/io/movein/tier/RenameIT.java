package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A schema of the tenant's own in the shared database, which has another name in the dedicated one, as one of its tables has. */
@Timeout(180)
class RenameIT extends AScene {

    private static final String OWN = """
            create schema tenant_acme;
            create type tenant_acme.mood as enum ('calm', 'cross');
            create table tenant_acme."Order Book" (id bigserial primary key, mood tenant_acme.mood not null default 'calm', note text);
            create table tenant_acme.lines (id bigint generated always as identity primary key,
              book bigint not null references tenant_acme."Order Book", moods tenant_acme.mood[]);
            create table tenant_acme.events (day int primary key, note text) partition by range (day);
            create table tenant_acme.events_1 partition of tenant_acme.events for values from (1) to (10);
            create table tenant_acme.drafts (id int);
            create function tenant_acme.stamp() returns trigger language plpgsql as
              'begin new.note := coalesce(new.note, ''at '' || (select count(*) from tenant_acme.events)); return new; end';
            create trigger stamp before insert on tenant_acme."Order Book" for each row execute function tenant_acme.stamp();
            insert into tenant_acme."Order Book" (note) select 'note ' || i from generate_series(1, 50) i;
            insert into tenant_acme.lines (book, moods) select id, array['cross', null]::tenant_acme.mood[] from tenant_acme."Order Book";
            insert into tenant_acme.events values (1, 'one'), (2, 'two')""";

    private static final String FUNCTION =
            "      - create or replace function app.stamp() returns trigger language plpgsql as"
                    + " 'begin new.note := coalesce(new.note, ''at '' || (select count(*) from app.happenings)); return new; end'\n";

    private static final String SHARED = """
              rows: {column: tenant_id, value: acme}
              tables:
                order_lines: {through: {table: orders, on: {order_id: id}}}
                countries: {rows: all}
                invoices: {empty: true}
                jobs: {rows: none}
            """;

    private static final String PLAN = """
              schemas: [tenant_acme]
              rows: {all: true}
              tables: {drafts: {rows: none}}
              rename:
                schemas: {tenant_acme: app}
                tables: {Order Book: orders, events: happenings, tenant_acme.events_1: happenings_1}
                statements:
            """ + FUNCTION;

    private static final String QUERY = """
                - name: last
                  sql: 'select max(id), count(*) from tenant_acme."Order Book"'
                  target: select max(id), count(*) from app.orders
            """;

    private static final String NAMES = """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'S', 'v') and n.nspname in ('app', 'tenant_acme', 'dedicated') order by 1""";

    @BeforeEach
    void start() {
        scene.with(SHARED, PLAN)
                .with(
                        "[create view public.totals as select count(*) from public.orders]",
                        "['create view tenant_acme.totals as select count(*) from tenant_acme.\"Order Book\"']")
                .with(
                        " [{name: last, sql: \"select max(id), count(*) from public.orders where tenant_id = 'acme'\"}]\n",
                        "\n" + QUERY);
        Scene.execute(scene.source, OWN);
    }

    private static String[] renamed(String schema) {
        return new String[] {
            schema + ".\"Order Book_id_seq\"",
            schema + ".happenings",
            schema + ".happenings_1",
            schema + ".lines",
            schema + ".lines_id_seq",
            schema + ".orders",
            schema + ".totals"
        };
    }

    @Test
    void followsASchemaOfTheTenantsOwnAndSwitchesItUnderItsNewNames() throws Exception {
        scene.with("changes: freeze", "changes: follow").with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        Scene.execute(scene.source, """
                insert into tenant_acme."Order Book" (mood) values ('cross');
                update tenant_acme."Order Book" set note = 'other' where id = 7;
                delete from tenant_acme.events where day = 2; insert into tenant_acme.events values (3, 'three')""");

        scene.verified("all of \\d+ checks are exact", 1);
        scene.command("cutover", "force it is known");
        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();

        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(Scene.query(scene.target, NAMES)).containsExactly(renamed("app"));
        var rows =
                "select (select md5(string_agg(t::text, ',' order by id)) from %s t), (select string_agg(t::text, ',' order by day) from %s t)";
        assertThat(Scene.query(scene.target, rows.formatted("app.orders", "app.happenings")))
                .isEqualTo(
                        Scene.query(scene.source, rows.formatted("tenant_acme.\"Order Book\"", "tenant_acme.events")));
        assertThat(Scene.query(
                        scene.target, "insert into app.orders default values returning id, note, mood::app.mood"))
                .as("the sequence goes on, and the function finds the new name")
                .containsExactly("52 at 2 calm");
        assertThat(Scene.query(scene.target, "select * from app.totals")).containsExactly("52");
        assertThat(scene.left()).noneMatch(name -> name.startsWith("movein"));
        assertThat(Scene.query(scene.source, NAMES)).contains("tenant_acme.\"Order Book\"", "tenant_acme.drafts");
        assertThat(scene.output())
                .contains("\"tenant_acme\" is \"app\"", "\"tenant_acme\".\"Order Book\" is \"app\".\"orders\"")
                .doesNotContain("DIFFERS", "NOT MADE");
        assertThat(folder.resolve("state/evidence-1/checks.json"))
                .content()
                .contains("row count", "tenant_acme.Order Book", "sequence", "partitions", "foreign keys");
        assertThat(RunJson.of(folder, 1).phases()).contains("rename > done");
    }

    /** The plan of the next run may have other names. */
    @Test
    void movesUnderOtherNamesAfterAProcessWasKilledThatHadRenamed() throws Exception {
        scene.with("cutover: automatic", "cutover: on-command");
        assertThat(scene.killedAt("\"phase\":\"ready\"")).contains("\"phase\":\"ready\"");
        assertThat(Scene.query(scene.target, NAMES)).containsExactly(renamed("app"));
        scene.with("cutover: automatic", "cutover: automatic")
                .with("tenant_acme: app", "tenant_acme: dedicated")
                .with("app.", "dedicated.");

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(Scene.query(scene.target, NAMES)).containsExactly(renamed("dedicated"));
        assertThat(scene.left()).noneMatch(name -> name.startsWith("movein"));
    }

    @Test
    void movesATenantAfterAProcessWasKilledInTheMiddleOfTheRenaming() throws Exception {
        var statements = "    statements:\n";
        scene.with(statements, statements + "      - select pg_advisory_xact_lock(42)\n");
        var waiting = "select 1 from pg_locks where locktype = 'advisory' and objid = 42 and not granted";
        try (var lock = scene.target.open()) {
            lock.rows("select pg_advisory_lock(42)");
            scene.killedAt(
                    "\"phase\":\"rename\"",
                    () -> scene.await(
                            "it has renamed and waits",
                            () -> !Scene.query(scene.target, waiting).isEmpty()));
        }
        scene.await(
                "the server has ended what nobody waits for",
                () -> Scene.query(scene.target, NAMES).contains("tenant_acme.\"Order Book\""));
        scene.with(statements, statements);

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(Scene.query(scene.target, NAMES)).containsExactly(renamed("app"));
        assertThat(scene.left()).noneMatch(name -> name.startsWith("movein"));
    }

    @Test
    void leavesNothingUnderEitherNameWhereItGoesBackAndTheNamesOfTheSourceWhereTheCopyIsKept() throws Exception {
        scene.with("switch:\n", "health: ['http://127.0.0.1:1/']\nswitch:\n");

        assertThat(scene.live()).as(scene.output()).isEqualTo(5);

        assertThat(scene.output()).contains("not proven to be equal: API health");
        assertThat(RunJson.of(folder, 1).phases()).contains("rename > done").endsWith("rollback > done");
        assertThat(Scene.query(scene.target, NAMES)).isEmpty();
        assertThat(Scene.query(
                        scene.target, "select nspname from pg_namespace where nspname in ('app', 'tenant_acme')"))
                .isEmpty();
        scene.with("partSize: 32KiB", "onRollback: mark");
        assertThat(scene.live()).as(scene.output()).isEqualTo(5);
        assertThat(Scene.query(scene.target, NAMES)).contains("tenant_acme.\"Order Book\"", "tenant_acme.events_1");
        assertThat(Scene.query(scene.target, "select obj_description('tenant_acme'::regnamespace)"))
                .containsExactly("movein: a failed copy of tenant acme");
        assertThat(scene.place()).isEqualTo("shared f");
    }

    @Test
    void saysEverythingThatCannotBeCalledLikeThatAtOnce() {
        Scene.execute(scene.target, "create schema app");
        scene.with("Order Book: orders", "Order Book: lines, drafts: rough, nothing: something")
                .with("events: happenings,", "events: events_1,")
                .with("    statements:\n" + FUNCTION, "");

        assertThat(scene.run("validate")).isEqualTo(2);

        assertThat(scene.output())
                .contains(
                        "postgresql.rename.tables.tenant_acme.Order Book: 'lines', which something of tenant_acme has")
                .contains("postgresql.rename.tables.tenant_acme.events: 'events_1', which something")
                .contains("postgresql.rename.tables.tenant_acme.drafts: no table that moves")
                .contains("postgresql.rename.tables.tenant_acme.nothing: no table that moves")
                .contains("postgresql.rename.statements: functions [tenant_acme.stamp()], which have one of")
                .contains("postgresql.rename.schemas.tenant_acme: 'app', which the target has");
    }
}
