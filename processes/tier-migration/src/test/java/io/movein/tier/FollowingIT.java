package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class FollowingIT {

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
    void losesAndDoublesNoneOfTheWritesThatGoOnAllTheWhile() throws Exception {
        scene.following().with("cutover: automatic", "cutover: on-command");
        try (var writer = Writer.start(scene)) {
            var run = scene.liveInTheBackground();
            scene.await("\"phase\":\"follow\"");
            writer.awaitMore(20);
            scene.command("cutover", "force");
            assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();
            writer.awaitMore(20);

            var wanted =
                    writer.committed().stream().map(number -> "write " + number).toList();

            assertThat(Scene.query(scene.target, "select note from public.orders where note like 'write%' order by id"))
                    .isEqualTo(wanted);
            assertThat(Scene.query(scene.source, "select count(*) from public.orders where note like 'write%'")
                            .getFirst())
                    .as("the last of them are at the target alone")
                    .isNotEqualTo(Integer.toString(wanted.size()));
            assertThat(Scene.query(scene.target, "select 1 from public.orders where tenant_id <> 'acme'"))
                    .isEmpty();
            assertThat(scene.replication()).isEmpty();
            assertThat(scene.place()).isEqualTo("acme-db f");
            assertThat(scene.output()).contains("it could not write for");
            assertThat(scene.output())
                    .as("without both figures the platform passes no /cutover on")
                    .containsPattern("\"lag\":\\{\"keys\":\\d+,\"bytes\":\\d+}");
        }
    }

    @Test
    void goesBackWithoutLeavingAnythingOnEitherSide() throws Exception {
        scene.following().with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        assertThat(scene.replication()).hasSize(3);

        scene.command("rollback", "");

        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.replication()).isEmpty();
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.atTheTarget()).isEmpty();
    }

    @Test
    void doesNotSwitchWhereTheSharedTableWasTruncated() throws Exception {
        scene.following().with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        Scene.execute(scene.source, "truncate public.visits");

        do {
            scene.command("cutover", ""); // refused as long as nobody knows how far the target is behind
        } while (!ended(run));

        assertThat(run.get()).as(scene.output()).isEqualTo(5);
        assertThat(scene.output()).contains("not proven to be equal: row count of public.visits");
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.replication()).isEmpty();
    }

    private static boolean ended(Future<Integer> run) throws Exception {
        try {
            run.get(2, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Test
    void comparesExactlyWhileTheTenantWritesAllTheTime() throws Exception {
        scene.following().with("cutover: automatic", "cutover: on-command");
        try (var writer = Writer.start(scene)) {
            var run = scene.liveInTheBackground();
            scene.await("\"phase\":\"follow\"");
            for (var time = 1; time <= 3; time++) {
                writer.awaitMore(20);
                scene.verified("all of \\d+ checks are exact", time);
            }
            assertThat(scene.output())
                    .containsPattern(
                            "the database at position \\w+/\\w+, for which the source's writes may have waited for");

            Scene.execute(scene.target, "update public.orders set note = 'damaged' where note = 'write 3'");
            writer.awaitMore(20);
            scene.verified("\\d+ of \\d+ checks do not match", 1);
            assertThat(scene.output()).contains("DIFFERS: checksum of rows of public.orders (source ");

            scene.command("rollback", "");
            assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        }
        assertThat(scene.atTheTarget()).isEmpty();
    }

    @Test
    void failsTheComparisonForWhichNoPositionCanBeAgreedOn() throws Exception {
        scene.following()
                .with("changes: freeze", "follow: {patience: 1s, hold: 100ms}\nchanges: follow")
                .with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        try (var open = scene.source.open()) {
            open.execute("begin");
            open.execute("insert into public.visits values ('acme', '/late')");
            scene.verified("1 of 1 checks do not match", 1);
            assertThat(scene.output())
                    .containsPattern(
                            "NOT MADE: agreed position of the database: held at the source by \\[pid \\d+ since .* on public.visits");
            open.execute("rollback");
        }
        scene.verified("all of \\d+ checks are exact", 1);

        Scene.execute(
                scene.target,
                "alter subscription %s disable".formatted(scene.replication().getLast()));
        scene.verified("1 of 1 checks do not match", 2);
        assertThat(scene.output())
                .contains("NOT MADE: agreed position of the database: the target needs more than 50 ms");
        scene.command("rollback", "");
        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
    }

    @Test
    void tellsOfWhatWasChangedInTheCatalogueMeanwhile() throws Exception {
        Scene.execute(scene.source, """
                create table public.events (tenant_id text not null, day int not null, primary key (tenant_id, day)) partition by range (day);
                create table public.events_1 partition of public.events for values from (1) to (10);
                insert into public.events values ('acme', 1), ('other', 1)""");
        scene.following().with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        Scene.execute(scene.source, """
                create table public.events_2 partition of public.events for values from (10) to (20);
                alter table public.visits add column seen boolean;
                create table public.later (id integer primary key)""");

        scene.verified("\\d+ of \\d+ checks do not match", 1);

        assertThat(scene.output())
                .contains(
                        "DIFFERS: partitions of public.events (source alone has [public.events_2], target alone has [])")
                .contains("DIFFERS: columns of public.visits (source alone has [seen boolean], target alone has [])")
                .contains("no rule covers public.later");
        scene.command("rollback", "");
        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
    }

    @Test
    void waitsNoLongerThanItMayForTheSlotAndLeavesNoneBehind() throws Exception {
        scene.following().with("changes: freeze", "follow: {patience: 1s}\nchanges: follow");
        // prepared: the dry-run before would name one of a session, if it were older than a second by then
        try (var open = scene.source.open()) {
            open.execute("begin");
            open.execute("insert into public.visits values ('acme', '/late')");
            open.execute("prepare transaction 'late'");
            try {
                assertThat(scene.live()).as(scene.output()).isEqualTo(3);
            } finally {
                open.execute("rollback prepared 'late'");
            }
        }
        assertThat(scene.replication()).isEmpty();
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.atTheTarget()).isEmpty();
    }

    @Test
    void saysWhichTablesCannotBeFollowed() {
        scene.with("changes: freeze", "changes: follow");

        assertThat(scene.run("validate")).isEqualTo(2);

        assertThat(scene.output())
                .contains("public.orders: the replica identity has no column 'tenant_id'")
                .contains("public.visits: the replica identity has no column 'tenant_id'")
                .contains("public.order_lines: its rule is no column and no rows: all");
    }
}
