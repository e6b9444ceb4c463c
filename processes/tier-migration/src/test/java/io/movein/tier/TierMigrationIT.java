package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TierMigrationIT extends AScene {

    private static final String ROWS = "select md5(string_agg(t::text, '' order by t::text)) from %s t where %s";

    @Test
    void movesATenantAndSwitchesIt() throws Exception {
        var before = Scene.query(scene.source, ROWS.formatted("public.orders", "true"));

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(Scene.query(scene.target, ROWS.formatted("public.orders", "true")))
                .isEqualTo(Scene.query(scene.source, ROWS.formatted("public.orders", "tenant_id = 'acme'")));
        assertThat(Scene.query(scene.target, "select count(*), max(order_id % 4) from public.order_lines"))
                .containsExactly("500 0");
        assertThat(scene.atTheTarget())
                .containsExactly(
                        "public.countries",
                        "public.invoices",
                        "public.order_lines",
                        "public.order_lines_id_seq",
                        "public.orders",
                        "public.orders_id_seq",
                        "public.totals",
                        "public.visits");
        assertThat(Scene.query(scene.target, "insert into public.orders (tenant_id) values ('acme') returning id"))
                .containsExactly("2001");
        assertThat(Scene.query(scene.source, ROWS.formatted("public.orders", "true")))
                .isEqualTo(before);
        assertThat(scene.output())
                .contains("tenant 'acme' is at 'acme-db'; 1052 rows were copied, it could not write for")
                .contains("\"phase\":\"freeze\"", "\"phase\":\"import\"", "\"phase\":\"verify\"", "\"phase\":\"done\"");
        assertThat(folder.resolve("state/evidence-1/checks.json"))
                .content()
                .contains("row count", "checksum of keys", "checksum of rows", "sequence", "query");
        assertThat(RunJson.of(folder, 1).phases())
                .startsWith(
                        "validate > done",
                        "freeze > done",
                        "snapshot > done",
                        "schema > done",
                        "import > done",
                        "indexes > done")
                .endsWith("cutover > done", "done > done");
        assertThat(scene.output()).containsPattern("\n  import +20\\S+Z +\\d+\\.\\d s  \\d+ bytes, done\n");
    }

    @Test
    void asksForSamplesBeforeItTouchesAnythingAndForHealthBeforeTheSwitch() {
        var nobody = "http://127.0.0.1:1/";
        scene.with("switch:\n", "samples: [{name: open, source: '%1$s', target: '%1$s'}]\nswitch:\n".formatted(nobody));

        assertThat(scene.live()).as(scene.output()).isEqualTo(2);

        assertThat(scene.output()).contains("samples.open: " + nobody);
        scene.with("switch:\n", "health: ['%s']\nswitch:\n".formatted(nobody));
        assertThat(scene.live()).as(scene.output()).isEqualTo(5);
        assertThat(scene.output()).contains("not proven to be equal: API health of " + nobody);
        assertThat(scene.place()).isEqualTo("shared f");
    }

    @Test
    void goesBackWhenARowAtTheTargetDiffersAndSaysWhichTable() throws Exception {
        scene.with(
                "create view public.totals as select count(*) from public.orders",
                "update public.order_lines set item = item || ' ' where id = 4");

        assertThat(scene.live()).as(scene.output()).isEqualTo(5);

        assertThat(scene.output())
                .contains("not proven to be equal: checksum of rows of public.order_lines", "tierMigrationFailed");
        assertThat(RunJson.of(folder, 1).phases()).endsWith("verify > mismatch", "rollback > done");
        assertThat(RunJson.of(folder, 1).steps())
                .containsExactly(
                        "rollback: unfreeze > the source serves the tenant as before",
                        "rollback: undo postgresql > what was copied is dropped",
                        "rollback: forget > all marks of this migration are removed");
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.atTheTarget()).isEmpty();
        assertThat(Scene.query(scene.target, "select 1 from pg_namespace where nspname = 'movein'"))
                .isEmpty();
    }

    @Test
    void goesBackAfterAFaultOfItsOwnWhileTheTenantWasFrozen() {
        // an address that no client of HTTP takes: nobody has thought of it
        scene.with("switch:\n", "health: ['http:///no-host']\nswitch:\n");

        assertThat(scene.live()).as(scene.output()).isEqualTo(1);

        assertThat(scene.output())
                .contains("an internal error: java.lang.IllegalArgumentException")
                .contains("rolled back: the source serves the tenant as before");
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.atTheTarget()).isEmpty();
    }

    @Test
    void keepsWhatWasCopiedWhereThePlanSaysSo() {
        scene.with(
                        "create view public.totals as select count(*) from public.orders",
                        "delete from public.visits where path = '/2'")
                .with("partSize: 32KiB", "onRollback: mark");

        assertThat(scene.live()).as(scene.output()).isEqualTo(5);

        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.atTheTarget()).contains("public.orders");
        assertThat(Scene.query(scene.target, "select obj_description('public'::regnamespace)"))
                .containsExactly("movein: a failed copy of tenant acme");
    }

    @Test
    void asksAQueryAsTheRoleOfTheApplication() throws Exception {
        Scene.execute(scene.source, """
                create role sees_own; grant select on public.orders to sees_own; alter table public.orders enable row level security;
                create policy own on public.orders to sees_own using (tenant_id = current_setting('app.tenant'))""");
        scene.with("afterSchema: [", "afterSchema: [grant select on public.orders to sees_own, ")
                .with(
                        "{name: last, sql: \"select max(id), count(*) from public.orders where tenant_id = 'acme'\"}",
                        "{name: seen, role: sees_own, settings: {app.tenant: acme}, sql: select current_user from public.orders}");
        assertThat(scene.run("run", "--mode", "dry-run")).isEqualTo(2);
        assertThat(scene.output())
                .contains("roles [sees_own] do not exist, but policies of [public.orders] name them")
                .contains("cannot take on the roles [sees_own] at the target")
                .doesNotContain("at the source");
        Scene.execute(scene.target, "create role sees_own");

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(folder.resolve("state/evidence-1/checks.json")).content().contains("seen", "500 rows");
    }

    @Test
    void aDryRunCountsAndWritesNothing() {
        assertThat(scene.run("run", "--mode", "dry-run")).as(scene.output()).isZero();

        assertThat(scene.output())
                .contains("of tenant 'acme' would be copied: 1052 rows in 5 tables")
                .contains("without a primary key, compared by whole rows alone: [public.visits]")
                .contains(
                        "nothing was written; the point of no return is the change of the entry from 'shared' to 'acme-db'")
                .containsPattern("\n  validate +20\\S+Z +\\d+\\.\\d s ");
        assertThat(scene.atTheTarget()).isEmpty();
        assertThat(scene.place()).isEqualTo("shared f");
    }

    @Test
    void saysEverythingThatWouldFailAtOnce() {
        Scene.execute(scene.source, """
                create table public.payments (id integer primary key, tenant_id text, order_id bigint references public.orders);
                insert into public.payments values (1, 'acme', 4), (2, 'acme', 5);
                create table public.audit (id integer primary key, tenant_id text); insert into public.audit values (1, 'acme'), (2, 'other');
                create role only_shared; create role "Only, too"; create policy own on public.audit to only_shared, "Only, too" using (true);
                create policy all_see on public.visits using (true); create policy some_see on public.visits to only_shared using (true);
                create policy stays on public.jobs to pg_monitor using (true);
                create table public.uncovered (id integer primary key)""");
        Scene.execute(scene.target, "create table public.left_over (id integer)");
        Scene.execute(scene.control, "update public.tenants set place = 'elsewhere' where id = 'acme'");
        scene.with("invoices: {empty: true}", "audit: {where: \"t.id > 0\"}")
                .with("partSize: 32KiB", "capacity: 1MiB")
                .with("to: acme-db", "to: shared");

        assertThat(scene.run("run", "--mode", "dry-run")).isEqualTo(2);

        assertThat(scene.output())
                .contains("no rule covers public.uncovered, which has no column 'tenant_id'")
                .contains("public.invoices: no row is the tenant's, which a wrong rule would say too")
                .contains("public.audit: 1 rows of other tenants, such as of 'other', match its rule")
                .contains(
                        "public.payments: 1 rows name, by payments_order_id_fkey, rows of public.orders that do not move")
                .contains("not empty: 1 objects, such as [table public.left_over]")
                .contains(
                        "roles [Only, too, only_shared] do not exist, but policies of [public.audit, public.visits] name them")
                .contains("0 B are free and the tenant's rows with their indexes take about")
                .contains("switch.read: the tenant is at 'elsewhere'")
                .contains("switch.to: 'shared', as switch.from (expected another)");
    }

    @Test
    void namesTablesThatNoRuleCovers() {
        scene.with("jobs: {rows: none}", "orders: {rows: none}")
                .with("invoices: {empty: true}", "visits: {where: \"true\"}")
                .with("  rows: {column", "  schemas: [public, nowhere]\n  rows: {column")
                .with("partSize: 32KiB", "capacity: 1MiB");

        assertThat(scene.run("validate")).isEqualTo(2);

        assertThat(scene.output())
                .contains("no rule covers public.jobs, which has no column 'tenant_id'")
                .contains("public.order_lines is the tenant's through public.orders, which does not move")
                .as("what can be looked at all the same")
                .contains("postgresql.schemas: not at the source: [nowhere]")
                .contains("public.visits: 50 rows of other tenants, such as of 'other', match its rule")
                .contains("public.invoices: no row is the tenant's")
                .contains("0 B are free and the tenant's rows with their indexes take about");
    }

    @Test
    void copiesEverythingAnewWhereTheSnapshotIsLost() throws Exception {
        scene.with("partSize: 32KiB", "partSize: 32KiB\n  backup: true");
        var run = scene.liveInTheBackground();

        scene.await(
                "the holder of the snapshot is ended",
                () -> !Scene.query(
                                scene.source,
                                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                                        + " and query like '%pg_export_snapshot%' and state = 'idle in transaction'")
                        .isEmpty());

        assertThat(run.get(90, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.output())
                .contains("everything is copied anew at another one; attempt 2 of at most 3")
                .contains("tenant 'acme' is at 'acme-db'; 1052 rows were copied");
        assertThat(Scene.query(scene.target, "select count(*) from public.orders"))
                .containsExactly("500");
        assertThat(folder.resolve("state/evidence-1/run.json")).content().contains("\"lostSnapshots\" : 1");
        assertThat(folder.resolve("state/evidence-1/backup-2-rows-00001.copy.zst"))
                .exists();
    }

    @Test
    void waitsForTheCommandAndComparesOnceMore() throws Exception {
        scene.with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"ready\"");
        assertThat(scene.output())
                .as("without both figures the platform passes no /cutover on")
                .contains("\"lag\":{\"keys\":0,\"bytes\":0}");
        assertThat(scene.place()).isEqualTo("shared t");
        Scene.execute(scene.target, "update public.orders set note = 'damaged' where id = 8");

        scene.command("verify", "");
        scene.await("\"phase\":\"differing\"");
        scene.command("cutover", "");
        scene.await("not switched: the sides are not proven to be equal");
        Scene.execute(scene.target, "update public.orders set note = 'note 8' where id = 8");
        scene.command("verify", "");
        scene.command("cutover", "");

        assertThat(run.get(90, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.place()).isEqualTo("acme-db f");
    }

    @Test
    void switchesAlthoughTheSidesDifferOnlyForAReasonThatTheReportKeeps() throws Exception {
        scene.with("cutover: automatic", "cutover: on-command")
                .with(
                        "create view public.totals as select count(*) from public.orders",
                        "update public.order_lines set item = item || ' ' where id = 4");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"differing\"");

        scene.command("cutover", "force");
        scene.await("refused: force without a reason (expected why, as in /cutover force 3 rows");
        assertThat(scene.place()).isEqualTo("shared t");
        scene.command("cutover", "force a blank too many is put right later");

        assertThat(run.get(90, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(5);
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.output()).contains("; forced by the owner: a blank too many is put right later");
        assertThat(RunJson.of(folder, 1).steps())
                .contains("cutover > forced by the owner: a blank too many is put right later");
        assertThat(folder.resolve("state/evidence-1/run.json"))
                .content()
                .contains("\"forcedBecause\" : \"a blank too many is put right later\"");
        assertThat(folder.resolve("state/evidence-1/checks.json")).content().contains("checksum of rows");

        // what another process would have left that was killed just before
        marker().copying();
        marker().switching();
        Files.delete(folder.resolve("control"));
        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isEqualTo(5);
        assertThat(folder.resolve("state/evidence-2/checks.json"))
                .hasSameTextualContentAs(folder.resolve("state/evidence-1/checks.json"));
    }

    @Test
    void holdsStillWhileItIsPausedAndGoesOnAsFastAndWithAsManyAsItIsTold() throws Exception {
        scene.with("switch:\n", "pace: {workers: 2, rate: 4KiB/s}\nswitch:\n");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"import\"");

        scene.command("pause", "");
        scene.command("parallel", "0");
        scene.command("parallel", "4");
        scene.command("rate", "unlimited");
        scene.await("\"result\":\"as fast as it goes\"");
        assertThat(scene.output())
                .contains(
                        "\"result\":\"paused; connections are kept\"",
                        "0 workers (expected 1 to 1024)",
                        "\"result\":\"4 workers\"")
                .doesNotContain("\"phase\":\"indexes\"");
        scene.command("continue", "");

        assertThat(run.get(90, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.place()).isEqualTo("acme-db f");
    }

    @Test
    void goesBackOnCommand() throws Exception {
        scene.with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"ready\"");

        scene.command("rollback", "");

        assertThat(run.get(90, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.atTheTarget()).isEmpty();
    }

    @Test
    void leavesAValueAloneThatSomebodyElseHasSet() {
        scene.with("set read_only = true where", "set read_only = true, place = 'elsewhere' where");

        assertThat(scene.live()).as(scene.output()).isEqualTo(6);

        assertThat(scene.output()).contains("the tenant is at 'elsewhere' after the switch was asked for");
        assertThat(scene.place()).isEqualTo("elsewhere f");
        assertThat(scene.atTheTarget()).isEmpty();
    }

    @Test
    void doesNotCopyBesideATransactionThatMayStillWrite() {
        try (var open = scene.source.open()) {
            open.execute("begin");
            open.execute("insert into public.visits values ('acme', '/late')");
            scene.with("from: shared", "drain: 500ms\n  from: shared");

            assertThat(scene.live()).as(scene.output()).isEqualTo(3);

            assertThat(scene.output()).contains("1 transactions that were open when the tenant was frozen");
            assertThat(scene.place()).isEqualTo("shared f");
            assertThat(scene.atTheTarget()).isEmpty();
        }
    }

    @Test
    void removesWhatADeadAttemptLeftAndBeginsAnew() {
        var marker = marker();
        Scene.execute(scene.target, "create schema movein; create table public.orders (id bigint)");
        marker.copying();
        Scene.execute(scene.control, "update public.tenants set read_only = true where id = 'acme'");

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.output()).contains("what it left is removed");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(Scene.query(scene.target, "select count(*) from public.orders"))
                .containsExactly("500");
    }

    @Test
    void leavesAloneWhatAnotherMigrationHasBegun() {
        Scene.execute(scene.target, "create schema movein; create table public.orders (id bigint)");
        scene.with("tenant: acme", "tenant: acme-corp");
        marker().copying();
        scene.with("tenant: acme", "tenant: acme");

        assertThat(scene.live()).isEqualTo(2);

        assertThat(scene.output()).contains("another migration is running there", "not empty: 1 objects");
        assertThat(scene.atTheTarget()).containsExactly("movein.migration", "public.orders");
    }
}
