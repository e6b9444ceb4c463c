package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.ObjectServer;
import io.movein.standin.objects.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What in the tenant's rows names its objects is rewritten where they went, in batches, and set back where there is no switch. */
@Timeout(300)
class ReferencesIT {

    private static final String NAMED = "select count(*) from public.orders where starts_with(note, 'note ')";
    private static final String REWRITTEN = "select count(*) from public.orders where starts_with(note, 's3://own/')";
    private static final String WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted";

    @TempDir
    Path folder;

    private Scene scene;
    private ObjectServer server;

    @BeforeEach
    void start() {
        PgDump.assumeInstalled();
        server = ObjectServer.start("shared", "own");
        server.put("shared", "acme/00", "content".getBytes(StandardCharsets.UTF_8));
        scene = new Scene(folder)
                .secret("s3/id", S3Server.ACCESS_KEY)
                .secret("s3/key", S3Server.SECRET_KEY)
                .following()
                .with("  partSize: 32KiB", "  partSize: 8KiB")
                .with("switch:\n", ObjectsIT.plan(server.endpoint().toString()) + "switch:\n")
                .with("  every: 1s\n", "  every: 1s\n  references: [REFERENCE]\n")
                .with("REFERENCE", "{table: orders, column: note, from: 'note ', to: 's3://own/'}");
    }

    @AfterEach
    void stop() {
        if (scene != null) {
            scene.close();
            server.close();
        }
    }

    private List<String> atTheTarget(String sql) {
        return Scene.query(scene.target, sql);
    }

    @Test
    void areRewrittenOnceBothSidesAreEqualAndSetOffNoTrigger() {
        Scene.execute(
                scene.source,
                "create function public.noted() returns trigger language plpgsql as $$ begin new.note := 'triggered'; return new; end $$;"
                        + "create trigger noted before update on public.orders for each row execute function public.noted()");

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(atTheTarget(REWRITTEN)).containsExactly("500");
        assertThat(atTheTarget("select note from public.orders where id = 4")).containsExactly("s3://own/4");
        assertThat(Scene.query(scene.source, NAMED)).containsExactly("2000");
        assertThat(folder.resolve("state/evidence-1/checks.json"))
                .content()
                .contains("\"references\"", "public.orders.note");
    }

    @Test
    void areRewrittenInEveryPartition() {
        Scene.execute(scene.source, """
                create table public.photos (id bigint, tenant_id text, place text, primary key (id, tenant_id)) partition by hash (id);
                create table public.photos_0 partition of public.photos for values with (modulus 2, remainder 0);
                create table public.photos_1 partition of public.photos for values with (modulus 2, remainder 1);
                insert into public.photos select i, case when i % 2 = 0 then 'acme' else 'other' end, 'shared/acme/' || i
                  from generate_series(1, 1000) i;
                analyze""");
        scene.with(
                "orders, column: note, from: 'note ', to: 's3://own/'",
                "photos, column: place, from: 'shared/acme/', to: 'own/'");

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(atTheTarget("select count(*) from public.photos where place = 'own/' || id"))
                .containsExactly("500");
    }

    @Test
    void areSetBackInACopyThatIsKeptAlthoughThereIsNoSwitch() {
        scene.with("  partSize: 8KiB", "  partSize: 8KiB\n  onRollback: mark")
                .with("set read_only = true where", "set read_only = true, place = 'elsewhere' where");

        assertThat(scene.live()).as(scene.output()).isEqualTo(6);

        assertThat(scene.output()).contains("500 references are as at the source");
        assertThat(atTheTarget(NAMED)).containsExactly("500");
        assertThat(atTheTarget("select note from public.orders where id = 4")).containsExactly("note 4");
    }

    @Test
    void areRewrittenByTheNextRunWhenOneWasKilledBetweenTwoBatches() throws Exception {
        // nothing is followed to a table with such a trigger
        scene.with("changes: follow", "changes: freeze");
        scene.with("  afterSchema: [create view public.totals as select count(*) from public.orders]\n", """
                  afterSchema:
                    - |
                      create function public.held() returns trigger language plpgsql as $$
                      begin perform pg_advisory_xact_lock(13); return new; end $$
                    - create trigger held before update on public.orders for each row when (new.id = 2000) execute function public.held()
                    - alter table public.orders enable always trigger held
                """);
        try (var holder = scene.target.open()) {
            holder.execute("select pg_advisory_lock(13)");

            scene.killedAt(
                    "\"phase\":\"references\"",
                    () -> scene.await(
                            "a batch waits", () -> !atTheTarget(WAITING).contains("0")));

            assertThat(Integer.parseInt(atTheTarget(REWRITTEN).getFirst())).isBetween(1, 499);
        }

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(atTheTarget(REWRITTEN)).containsExactly("500");
        assertThat(scene.place()).isEqualTo("acme-db f");
    }

    @Test
    void areRefusedWhereTheyCouldNotBeToldFromThoseOfBefore() {
        Scene.execute(scene.source, "update public.orders set note = 's3://own/x' where id = 4");

        assertThat(scene.run("run", "--mode", "dry-run")).isEqualTo(2);

        assertThat(scene.output())
                .contains("objects.references.orders.note", "rows that begin with 's3://own/' already");
    }
}
