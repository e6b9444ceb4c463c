package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} while the tenant is brought back. What sets its entry back waits for a lock of the test, so that no process is too fast
 * to be killed in time.
 */
@Timeout(240)
class KilledGoingBackIT {

    private static final String WAITING =
            "select pid from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())";

    @TempDir
    Path folder;

    private Scene scene;
    private PostgresSession holding;

    @BeforeEach
    void start() {
        PgDump.assumeInstalled();
        scene = new Scene(folder).withAWayBack();
        Scene.execute(scene.control, """
                create function public.hold() returns trigger language plpgsql as
                  'begin if new.place <> old.place and new.place = ''shared'' then perform pg_advisory_xact_lock(1); end if; return new; end';
                create trigger hold before update on public.tenants for each row execute function public.hold()""");
        holding = scene.control.open();
        holding.rows("select 1 from (select pg_advisory_lock(1)) held");
    }

    @AfterEach
    void stop() {
        if (holding != null) {
            holding.close();
            scene.close();
        }
    }

    private static boolean isOneWaitingAt(PostgresServer server) {
        return !Scene.query(server, WAITING).isEmpty();
    }

    private void letItBeSetBack() {
        holding.rows("select pg_advisory_unlock(1)");
    }

    /** Killed once the configuration store was asked, and more is so. */
    private void killedWhileItIsSetBack(Scene.Moment more) throws Exception {
        scene.killedAt("\"phase\":\"way-back\"", () -> {
            Scene.execute(scene.target, "insert into public.orders (tenant_id, note) values ('acme', 'alone')");
            scene.command("rollback", "");
            scene.await("the tenant is to be set back", () -> isOneWaitingAt(scene.control));
            more.await();
        });
        // the next process is told of nothing
        Files.delete(folder.resolve("control"));
    }

    private void isBack() {
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(Scene.query(scene.source, "select tenant_id from public.orders where note = 'alone'"))
                .containsExactly("acme");
        assertThat(scene.left()).isEmpty();
    }

    /** The request arrives when nobody waits for its answer any more. */
    @Test
    void bringsToItsEndWhatWasSetBackAfterTheProcessWasKilled() throws Exception {
        killedWhileItIsSetBack(() -> {});
        assertThat(scene.place()).isEqualTo("acme-db t");
        letItBeSetBack();
        scene.await("the request arrives", () -> scene.place().equals("shared t"));

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isEqualTo(143);

        assertThat(scene.output()).contains("the tenant is at 'shared' with everything that it wrote");
        isBack();
    }

    @Test
    void goesOnAtTheTargetWhereTheRequestNeverArrives() throws Exception {
        killedWhileItIsSetBack(() -> {});
        Scene.query(scene.control, "select pg_terminate_backend(pid) from (%s) waiting".formatted(WAITING));
        scene.await("nobody asks any more", () -> !isOneWaitingAt(scene.control));
        letItBeSetBack();
        assertThat(scene.place()).isEqualTo("acme-db t");

        var run = scene.liveInTheBackground("--attempt", "resume");
        scene.await("\"phase\":\"way-back\"");
        assertThat(scene.place()).isEqualTo("acme-db f");
        scene.command("rollback", "");

        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        isBack();
    }

    /** The owner has seen that the tenant can stay; that is no alarm for the one who comes after. */
    @Test
    void closesTheWayBackWhereTheProcessWasKilledWhileItDid() throws Exception {
        try (var reading = scene.target.open()) {
            reading.execute("begin");
            scene.killedAt("\"phase\":\"way-back\"", () -> {
                reading.rows("select 1 from public.orders limit 1");
                scene.command("continue", "");
                scene.await("the guards are to be removed", () -> isOneWaitingAt(scene.target));
            });
            reading.execute("rollback");
        }
        Files.delete(folder.resolve("control"));
        assertThat(scene.wayBack()).isNotEmpty();

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.output())
                .contains("; the way back is closed: as the owner decided")
                .doesNotContain("tierWayBackClosed");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.wayBack()).isEmpty();
    }

    /** The tenant is back, and what it left is not removed yet. */
    @Test
    void removesWhatIsLeftWhereTheProcessWasKilledOnceTheTenantIsBack() throws Exception {
        try (var reading = scene.target.open()) {
            killedWhileItIsSetBack(() -> {
                reading.execute("begin");
                reading.rows("select 1 from public.orders limit 1");
                letItBeSetBack();
                scene.await("the tenant is back", () -> scene.place().startsWith("shared"));
                scene.await("something of the target is to be removed", () -> isOneWaitingAt(scene.target));
            });
            reading.execute("rollback");
        }
        assertThat(scene.wayBack()).isNotEmpty();

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isEqualTo(143);

        isBack();
    }
}
