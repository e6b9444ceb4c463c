package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
class WayBackIT extends AScene {

    /** The writer, while it is at the source, takes visits of others for its own. */
    private static final String OTHERS =
            "select id from public.orders where tenant_id = 'other' and id <= 2000 order by id";

    @BeforeEach
    void start() {
        scene.withAWayBack();
    }

    /** Another scene in its place, whose shared server has what came to replication since. */
    private void ofTheNewerVersion() {
        PgDump.assumeInstalled(18);
        scene.close();
        scene = Scene.ofTheNewerVersion(folder.resolve("newer")).withAWayBack();
    }

    private Future<Integer> switched() throws InterruptedException {
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"way-back\"");
        return run;
    }

    private List<String> atTheSource(String sql) {
        return Scene.query(scene.source, sql);
    }

    @Test
    void bringsTheTenantBackWithEverythingThatItWroteAtTheTarget() throws Exception {
        scene.following();
        var others = atTheSource(OTHERS);
        try (var writer = Writer.start(scene)) {
            var run = switched();
            writer.awaitMore(20);
            Scene.execute(scene.source, "insert into public.orders (tenant_id, note) values ('other', 'meanwhile')");

            scene.command("rollback", "");

            assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
            writer.awaitMore(20);
            var wanted =
                    writer.committed().stream().map(number -> "write " + number).toList();
            assertThat(atTheSource("select note from public.orders where note like 'write%' order by id"))
                    .isEqualTo(wanted);
        }
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(atTheSource("select count(*) from public.orders where note like 'note %' or note = 'meanwhile'"))
                .containsExactly("2001");
        assertThat(atTheSource(OTHERS)).isEqualTo(others);
        assertThat(scene.output()).contains("the tenant is at 'shared' with everything that it wrote");
        assertThat(scene.left()).isEmpty();
    }

    /** Rows that change their partition, too. */
    @Test
    void bringsTheRowsOfPartitionsBackAndLeavesNone() throws Exception {
        Scene.execute(scene.source, """
                create table public.events (tenant_id text not null, day int not null, note text, primary key (tenant_id, day)) partition by range (day);
                create table public.events_1 partition of public.events for values from (1) to (10);
                create table public.events_2 partition of public.events for values from (10) to (20);
                insert into public.events select t, d, t || ' ' || d from unnest(array['acme', 'other']) t, generate_series(1, 15) d""");
        var others = "select * from public.events where tenant_id = 'other' order by day";
        var before = atTheSource(others);
        var run = switched();
        Scene.execute(scene.target, """
                insert into public.events values ('acme', 16, 'new');
                update public.events set note = 'changed' where day = 3;
                update public.events set day = 17 where day = 4;
                delete from public.events where day = 12""");
        assertThatThrownBy(() -> Scene.execute(scene.target, "truncate public.events_1"))
                .hasMessageContaining("is refused while there is a way back");
        var events =
                "select day, note, tableoid::regclass::text from public.events where tenant_id = 'acme' order by day";
        var wanted = Scene.query(scene.target, events);

        scene.command("rollback", "");

        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(atTheSource(events)).isEqualTo(wanted).hasSize(15);
        assertThat(atTheSource(others)).isEqualTo(before).hasSize(15);
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.left()).isEmpty();
    }

    @Test
    void neverEmptiesTheSharedTableByATruncateOfTheDedicatedOne() throws Exception {
        var run = switched();

        assertThatThrownBy(() -> Scene.execute(scene.target, "truncate public.visits"))
                .hasMessageContaining("TRUNCATE of public.visits is refused while there is a way back");
        // past every guard
        Scene.execute(
                scene.target,
                "alter table public.visits disable trigger all; truncate public.visits; delete from public.orders where id = 4");
        scene.await(
                "the source has what came after it",
                () -> atTheSource("select 1 from public.orders where id = 4").isEmpty());
        assertThat(atTheSource("select count(*) from public.visits")).containsExactly("100");

        scene.command("rollback", "");

        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.output())
                .contains("tierWayBackClosed", "not proven to be equal: rows on the way back of public.visits")
                .contains("the way back is closed: CLOSED");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(atTheSource("select count(*) from public.visits")).containsExactly("100");
        assertThat(scene.wayBack()).isEmpty();
    }

    @Test
    void staysWithNumbersThatNobodyElseGetsAndLeavesNothing() throws Exception {
        Scene.execute(scene.source, """
                create sequence public.numbers;
                create table public.tickets (id bigint primary key default nextval('public.numbers'), tenant_id text not null);
                insert into public.tickets (tenant_id) values ('acme'), ('other')""");
        var run = switched();
        assertThat(Scene.query(scene.target, "insert into public.tickets (tenant_id) values ('acme') returning id"))
                .as("of a sequence that no column owns")
                .containsExactly("10002");
        assertThat(atTheSource("insert into public.tickets (tenant_id) values ('other') returning id"))
                .containsExactly("3");
        assertThat(Scene.query(scene.target, "insert into public.orders (tenant_id) values ('acme') returning id"))
                .containsExactly("12000");
        assertThat(atTheSource("insert into public.orders (tenant_id) values ('other') returning id"))
                .containsExactly("2001");
        scene.await(
                "the source has the row",
                () -> !atTheSource("select 1 from public.orders where id = 12000")
                        .isEmpty());

        scene.command("continue", "");

        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(atTheSource("insert into public.orders (tenant_id) values ('other') returning id"))
                .containsExactly("12001");
        assertThat(atTheSource("insert into public.tickets (tenant_id) values ('other') returning id"))
                .containsExactly("10003");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.output()).contains("the way back is closed: as the owner decided");
        assertThat(scene.wayBack()).isEmpty();
        assertThat(Scene.query(scene.target, "select 1 from pg_class where relname = 'visits' and relreplident <> 'd'"))
                .isEmpty();
        Scene.execute(scene.target, "truncate public.visits");
    }

    /** Keys that the operator took for apart: the number of the tenant's row comes to be another tenant's. */
    @Test
    void closesWithAnAlarmRatherThanTouchAnotherTenantsRow() throws Exception {
        var run = switched();
        Scene.execute(scene.target, "insert into public.invoices values (7, 'acme')");
        scene.await(
                "the source has the row",
                () -> !atTheSource("select 1 from public.invoices where id = 7").isEmpty());
        Scene.execute(scene.source, "update public.invoices set tenant_id = 'other' where id = 7");

        Scene.execute(scene.target, "delete from public.invoices where id = 7");
        scene.await("tierWayBackClosed");

        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.output())
                .contains("tierWayBackStuck", "tierWayBackClosed")
                .containsPattern("a change could not be applied, \\d+ times");
        assertThat(atTheSource("select * from public.invoices")).containsExactly("7 other");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.wayBack()).isEmpty();
    }

    @Test
    void closesWithAnAlarmBeforeItsSlotFillsTheTargetsDisk() throws Exception {
        scene.with("wayBack: {keep: 1h", "wayBack: {size: 1MiB, keep: 1h");
        var run = switched();

        scene.await("what it keeps is too much", () -> {
            Scene.query(scene.target, "select pg_logical_emit_message(false, 'test', repeat('x', 2000000))");
            return scene.output().contains("tierWayBackClosed");
        });

        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.output())
                .containsPattern(
                        "the way back is closed: CLOSED: target: its slot keeps .* of the log \\(wayBack.size: at most 1\\.0 MiB\\)");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.wayBack()).isEmpty();
    }

    /** On either side; with {@code -Dmovein.tier.kills=all}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true  | alter table public.visits add column seen boolean | target: tables are not as at the switch: .*public\\.visits
            false | select setval('public.orders_id_seq', 12000) \
                  | source: the sequence .*orders_id_seq.* is at 12000 and has reached the target's numbers, which begin at 12000
            """)
    void closesWithAnAlarmAfterWhatItsStreamDoesNotTellOf(boolean atTheTarget, String change, String why)
            throws Exception {
        assumeTrue("all".equals(System.getProperty("movein.tier.kills")), "at length alone");
        var run = switched();

        Scene.execute(atTheTarget ? scene.target : scene.source, change);

        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.output())
                .contains("tierWayBackClosed")
                .containsPattern("the way back is closed: CLOSED: " + why);
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.wayBack()).isEmpty();
    }

    @Test
    void closesOnceItsTimeIsOver() {
        scene.with("wayBack: {keep: 1h", "wayBack: {keep: 1s");

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.output())
                .contains("the way back is closed: its time is up")
                .doesNotContain("tierWayBackClosed");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.wayBack()).isEmpty();
    }

    @Test
    void goesOnWithTheWayBackAfterTheProcessWasKilled() throws Exception {
        assertThat(scene.killedAt("\"phase\":\"way-back\"")).contains("\"phase\":\"way-back\"");
        Scene.execute(scene.target, "insert into public.orders (tenant_id, note) values ('acme', 'alone')");
        var run = scene.liveInTheBackground("--attempt", "resume");
        scene.await("\"phase\":\"way-back\"");

        scene.command("rollback", "");

        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(atTheSource("select tenant_id from public.orders where note = 'alone'"))
                .containsExactly("acme");
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.left()).isEmpty();
    }

    /** Also where the plan has another target by then: ended is what was made, where it was. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesNothingWhereTheProcessWasKilledWhileItWasOpened(boolean elsewhere) throws Exception {
        scene.killedAt(
                "\"phase\":\"opening\"",
                () -> scene.await("something is there", () -> !scene.wayBack().isEmpty()));
        var before = scene.target;
        if (elsewhere) {
            scene.emptyTarget();
        }
        scene.with("wayBack: {keep: 1h, gap: 10000, limit: 20s, keysApart: [invoices]}\n", "");

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.wayBack()).isEmpty();
        scene.target = before;
        assertThat(scene.wayBack()).isEmpty();
    }

    /** Of its tables some have what only the newer version knows, and lie in two schemas. */
    @Test
    void bringsTheTenantBackToASharedServerOfTheNewerVersion() throws Exception {
        ofTheNewerVersion();
        scene.following().with("  rows: {column", "  schemas: [public, billing]\n  rows: {column");
        Scene.execute(scene.source, """
                create schema billing;
                create table billing.bills (id uuid primary key default uuidv7(), tenant_id text not null, net int not null,
                  gross int generated always as (net * 119 / 100) virtual);
                create unique index whose on billing.bills (tenant_id, id);
                alter table billing.bills replica identity using index whose;
                insert into billing.bills (tenant_id, net) select t, n from unnest(array['acme', 'other']) t, generate_series(1, 10) n""");
        var others = "select * from billing.bills where tenant_id = 'other' order by id";
        var before = atTheSource(others);
        var run = switched();
        assertThat(atTheSource("select suborigin from pg_subscription where subname like 'movein_back_%'"))
                .containsExactly("none");
        assertThat(scene.replication()).isEmpty();
        Scene.execute(scene.target, """
                insert into billing.bills (tenant_id, net) values ('acme', 11);
                update billing.bills set net = 20 where net = 2;
                delete from billing.bills where net = 3""");
        assertThatThrownBy(() -> Scene.execute(scene.target, "truncate billing.bills"))
                .hasMessageContaining("TRUNCATE of billing.bills is refused while there is a way back");
        var bills = "select * from billing.bills where tenant_id = 'acme' order by id";
        var wanted = Scene.query(scene.target, bills);
        scene.await("the source has them", () -> atTheSource(bills).equals(wanted));

        scene.command("rollback", "");

        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(atTheSource(bills)).isEqualTo(wanted).hasSize(10);
        assertThat(atTheSource(others)).isEqualTo(before).hasSize(10);
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.left()).isEmpty();
    }

    /** From PostgreSQL 18 on the application's updates fail where whole rows are published of which the server computes something. */
    @Test
    void bringsRowsBackOfWhichTheServerComputesSomething() throws Exception {
        Scene.execute(scene.source, """
                create table public.bills (id uuid primary key, tenant_id text not null, net int not null,
                  gross int generated always as (net * 119 / 100) stored);
                create table public.fees (id uuid primary key, tenant_id text not null, net int not null, double int generated always as (net * 2) stored);
                alter table public.fees replica identity full;
                insert into public.bills select gen_random_uuid(), t, n from unnest(array['acme', 'other']) t, generate_series(1, 10) n;
                insert into public.fees select gen_random_uuid(), t, n from unnest(array['acme', 'other']) t, generate_series(1, 10) n""");
        var run = switched();
        for (var table : List.of("public.bills", "public.fees")) {
            Scene.execute(
                    scene.target,
                    "insert into %1$s values (gen_random_uuid(), 'acme', 11); update %1$s set net = 20 where net = 2; delete from %1$s where net = 3"
                            .formatted(table));
        }
        var sums = """
                select (select sum(gross) from public.bills where tenant_id = 'acme'), (select sum(double) from public.fees where tenant_id = 'acme')""";
        assertThat(Scene.query(scene.target, sums)).containsExactly("91 162");
        scene.await("the source has them", () -> atTheSource(sums).equals(List.of("91 162")));

        scene.command("continue", "");

        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.wayBack()).isEmpty();
        assertThat(Scene.query(
                        scene.target,
                        "select relname, relreplident from pg_class where relname in ('bills', 'fees') order by 1"))
                .containsExactly("bills d", "fees f");
        assertThat(atTheSource("select sum(net) from public.fees where tenant_id = 'other'"))
                .containsExactly("55");
    }

    /** The newer version applies long transactions by workers of their own; here every one is long. */
    @Test
    void closesWithAnAlarmWhateverAppliesAChangeOfAnotherTenantsRow() throws Exception {
        ofTheNewerVersion();
        var run = switched();
        Scene.execute(
                scene.target,
                "do $$ begin execute format('alter database %I set debug_logical_replication_streaming = immediate', current_database()); end $$");
        Scene.execute(scene.target, "insert into public.invoices values (7, 'acme')");
        scene.await(
                "the source has the row",
                () -> !atTheSource("select 1 from public.invoices where id = 7").isEmpty());
        Scene.execute(scene.source, "update public.invoices set tenant_id = 'other' where id = 7");

        Scene.execute(scene.target, "delete from public.invoices where id = 7");
        scene.await("tierWayBackClosed");

        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(atTheSource("select * from public.invoices")).containsExactly("7 other");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.wayBack()).isEmpty();
    }

    @Test
    void saysWhatCannotGoBackAtOnce() {
        Scene.execute(scene.source, """
                alter sequence public.orders_id_seq maxvalue 15000;
                create function public.f() returns trigger language plpgsql as 'begin return new; end';
                create trigger audit after insert on public.visits for each row execute function public.f();
                alter table public.visits enable always trigger audit;
                create table public.sums (tenant_id text, one int, two int generated always as (2 * one) stored);
                insert into public.sums values ('acme', 1)""");
        scene.with("order_lines: {rows: none}", "order_lines: {where: 't.order_id > 0'}")
                .with("keysApart: [invoices]", "keysApart: [nothing]");

        assertThat(scene.run("validate")).isEqualTo(2);

        assertThat(scene.output())
                .contains("public.order_lines: its rule is neither a column nor rows: all")
                .contains("public.orders: both sides may generate the same values of public.orders_pkey")
                .contains("public.invoices: both sides may generate the same values of public.invoices_pkey")
                .contains("public.visits: its trigger audit also fires for replicated changes")
                .contains("public.sums: columns that the server computes, and no primary key without one of them")
                .contains("wayBack.keysApart: nothing");
    }
}
