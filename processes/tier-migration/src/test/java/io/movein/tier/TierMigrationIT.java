package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class TierMigrationIT {

    private static final String ROWS = "select md5(string_agg(t::text, '' order by t::text)) from %s t where %s";

    private static final String ENTRY = "{\"id\":\"acme\",\"place\":\"shared\",\"readOnly\":false}";

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void start() {
        PgDump.assumeInstalled();
        scene = new Scene(folder);
    }

    @AfterEach
    void stop() {
        if (scene != null) {
            scene.close();
        }
    }

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
                        "rollback: forget > nothing says any more that this migration was at work");
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
                .contains("a fault of this program: java.lang.IllegalArgumentException")
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
        scene.with("invoices: {empty: true}", "audit: {where: \"t.id > 0\"}").with("partSize: 32KiB", "capacity: 1MiB");

        assertThat(scene.run("run", "--mode", "dry-run")).isEqualTo(2);

        assertThat(scene.output())
                .contains("no rule covers public.uncovered, which has no column 'tenant_id'")
                .contains("public.invoices: no row is the tenant's, which a wrong rule would say too")
                .contains("public.audit: 1 rows of other tenants, such as of 'other', match its rule")
                .contains(
                        "public.payments: 1 rows name, by payments_order_id_fkey, rows of public.orders that do not move")
                .contains("not empty: 1 objects, such as [table public.left_over]")
                .contains(
                        "roles [Only, too, only_shared] are not there, which policies of [public.audit, public.visits] name")
                .contains("0 B are free and the tenant's rows with their indexes take about")
                .contains("switch.read: the tenant is at 'elsewhere'");
    }

    @Test
    void namesTablesThatNoRuleCovers() {
        scene.with("jobs: {rows: none}", "orders: {rows: none}");

        assertThat(scene.run("validate")).isEqualTo(2);

        assertThat(scene.output())
                .contains("no rule covers public.jobs, which has no column 'tenant_id'")
                .contains("public.order_lines is the tenant's through public.orders, which does not move");
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
        scene.await("no switch: the sides are not proven to be equal");
        Scene.execute(scene.target, "update public.orders set note = 'note 8' where id = 8");
        scene.command("verify", "");
        scene.command("cutover", "");

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

    private TargetMarker marker() {
        var plan = scene.plan();
        return new TargetMarker(scene.target, plan.database().orElseThrow(), MigrationName.of(plan));
    }

    @Test
    void bringsToItsEndWhatWasSwitchedBeforeTheProcessDied() {
        var marker = marker();
        Scene.execute(scene.target, "create schema movein; create table public.orders (id bigint)");
        marker.copying();
        marker.switching();
        Scene.execute(scene.control, "update public.tenants set place = 'acme-db', read_only = true where id = 'acme'");

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.atTheTarget()).containsExactly("public.orders");
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

        assertThat(scene.output()).contains("another migration is at work there", "not empty: 1 objects");
        assertThat(scene.atTheTarget()).containsExactly("movein.migration", "public.orders");
    }

    @Test
    void movesATenantWhoseEntryIsADocument() throws Exception {
        try (var store = new DocumentServer(ENTRY)) {
            scene.switchedBy(store);

            assertThat(scene.live()).as(scene.output()).isZero();

            assertThat(store.document()).isEqualTo(ENTRY.replace("shared", "acme-db"));
            assertThat(store.answers).as("freeze, switch, unfreeze").containsExactly(204, 204, 204);
            assertThat(store.authorizations).containsOnly("Bearer of-the-night");
            assertThat(scene.output())
                    .contains("tenant 'acme' is at 'acme-db'; 1052 rows were copied, it could not write for")
                    .doesNotContain("of-the-night");
        }
    }

    @Test
    void givesTheTenantBackWhereTheSwitchOfItsDocumentIsRefused() throws Exception {
        try (var store = new DocumentServer(ENTRY)) {
            scene.switchedBy(store);
            store.onPut(DocumentServer.Request::serve).onPut(request -> request.answer(403));

            assertThat(scene.live()).as(scene.output()).isEqualTo(4);

            assertThat(scene.output()).contains("PUT: 403 (expected", "rolled back: the source serves the tenant");
            assertThat(store.document()).isEqualTo(ENTRY);
            assertThat(scene.atTheTarget()).isEmpty();
        }
    }

    @Test
    void leavesADocumentAloneInWhichSomebodyElseHasSetThePlace() throws Exception {
        try (var store = new DocumentServer(ENTRY)) {
            scene.switchedBy(store);
            store.onPut(DocumentServer.Request::serve).onPut(request -> {
                store.change("shared", "elsewhere");
                request.serve();
            });

            assertThat(scene.live()).as(scene.output()).isEqualTo(6);

            assertThat(scene.output())
                    .contains("the tenant is at 'elsewhere' after the switch was asked for (expected 'acme-db')");
            assertThat(store.document()).isEqualTo(ENTRY.replace("shared", "elsewhere"));
            assertThat(scene.atTheTarget()).isEmpty();
        }
    }

    @Test
    void undoesNothingWhileADocumentCannotBeReadAfterItsSwitchAndEndsItLater() throws Exception {
        try (var store = new DocumentServer(ENTRY)) {
            scene.switchedBy(store);
            store.onPut(DocumentServer.Request::serve).onPut(request -> {
                for (var look = 0; look < 4; look++) {
                    store.onGet(get -> get.answer(503));
                }
                request.serveWithoutAnswer();
            });

            assertThat(scene.live()).as(scene.output()).isEqualTo(6);
            assertThat(scene.output())
                    .contains("it is not known whether the tenant was switched", "look with 'GET http:");
            assertThat(scene.atTheTarget()).contains("public.orders");
            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            assertThat(store.document()).isEqualTo(ENTRY.replace("shared", "acme-db"));
            assertThat(scene.atTheTarget()).contains("public.orders");
        }
    }

    @Test
    void findsADocumentWithoutATagInTheDryRun() throws Exception {
        try (var store = new DocumentServer(ENTRY)) {
            scene.switchedBy(store.tagged(_ -> ""));

            assertThat(scene.run("run", "--mode", "dry-run")).isEqualTo(2);

            assertThat(scene.output())
                    .contains("switch: configuration store: " + store.url() + ": GET: no ETag (expected a strong one");
            assertThat(store.requests).containsOnly("GET");
        }
    }
}
