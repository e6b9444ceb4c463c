package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tenant's records move with its rows, under one plan. */
@Timeout(300)
class TopicsIT {

    private static final int MOST_KILLS = 20;
    private static final int MOST_WRITTEN = 2_000;

    @TempDir
    Path folder;

    private Scene scene;
    private TenantRecords kafka;

    @BeforeEach
    void start() throws Exception {
        PgDump.assumeInstalled();
        scene = new Scene(folder);
        kafka = new TenantRecords();
        kafka.makeShared();
        kafka.write(0, 50);
        kafka.commit(13);
        scene.following()
                .with("cutover: automatic", "cutover: on-command")
                .with("switch:\n", kafka.plan() + "switch:\n");
    }

    @AfterEach
    void stop() throws Exception {
        if (scene != null) {
            kafka.close();
            scene.close();
        }
    }

    private static List<String> tenants(int to) {
        return IntStream.range(0, to)
                .filter(i -> i % 2 == 0)
                .mapToObj(i -> "acme:" + i)
                .toList();
    }

    @Test
    void movesEachRecordOnceAndLetsTheGroupGoOnWithItsNext() throws Exception {
        scene.with("quiet: {to:", "quiet: {config: {message.timestamp.type: LogAppendTime}, to:");
        assertThat(scene.run("run", "--mode", "dry-run")).as(scene.output()).isZero();
        assertThat(scene.output())
                .contains(
                        "of at most 50 records in 2 topics (quiet: message.timestamp.type LogAppendTime cannot be kept");
        assertThat(kafka.dedicated()).isEmpty();
        scene.with("groups: [workers]", "groups: [workers]\n  hold: 1h");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        kafka.write(50, 80);

        scene.command("cutover", "force it is known");
        scene.await("\"phase\":\"held\"");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(kafka.config("acme.orders")).containsEntry("retention.ms", "-1");
        kafka.expire("workers");
        scene.await("are set again: [workers in acme.orders-0");
        assertThat(kafka.next()).isEqualTo("acme:14");
        assertThat(run).isNotDone();
        scene.command("continue", "");

        assertThat(run.get(200, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(kafka.read("acme.orders")).isEqualTo(tenants(80));
        assertThat(kafka.next()).isEqualTo("acme:14");
        assertThat(kafka.config("acme.orders"))
                .containsEntry("retention.ms", "604800000")
                .doesNotContainKey("cleanup.policy");
        assertThat(kafka.groups()).containsExactly("workers");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(folder.resolve("state/evidence-1/checks.json"))
                .content()
                .contains("\"records\"", "\"checksum of records\"", "\"offset map\"", "orders-0", "quiet-0")
                .contains("\"consumer offset\"", "workers in acme.orders-0", "7 or later");
    }

    @Test
    void goesBackAndDeletesTheTopicsThatItMade() throws Exception {
        kafka.makeUnrelated();
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        assertThat(kafka.dedicated()).contains("acme.orders", "acme.quiet");

        scene.command("rollback", "");

        assertThat(run.get(200, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(kafka.dedicated()).containsExactly("unrelated");
        assertThat(kafka.groups()).isEmpty();
        assertThat(scene.place()).isEqualTo("shared f");
    }

    private void killedAmongTransactions(int from, int to, Random random, String... more) throws Exception {
        var open = new ArrayList<AutoCloseable>();
        scene.killedAt(
                "\"phase\":\"follow\"",
                () -> {
                    kafka.writeInTransactions(from, to, random);
                    open.add(kafka.openTransaction());
                },
                more);
        open.getFirst().close();
    }

    /**
     * Again and again with {@code -Dmovein.tier.kills=all}, each time in the middle of what has just been written, with transactions of
     * which some are aborted and one is open.
     */
    @Test
    void goesOnHoweverOftenItIsKilled() throws Exception {
        var kills = "all".equals(System.getProperty("movein.tier.kills")) ? MOST_KILLS : 1;
        var random = new Random(kills);
        var written = 100;
        killedAmongTransactions(50, written, random);
        var topic = kafka.id("acme.orders");
        for (var kill = 1; kill < kills; kill++) {
            var from = written;
            written += 2 * random.nextInt(1, MOST_WRITTEN);
            killedAmongTransactions(from, written, random, "--attempt", "resume");
        }
        kafka.write(written, written + 10);
        scene.with("cutover: automatic", "cutover: automatic");

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(kafka.id("acme.orders")).isEqualTo(topic);
        assertThat(kafka.config("acme.orders")).containsEntry("retention.ms", "604800000");
        assertThat(kafka.read("acme.orders")).isEqualTo(tenants(written + 10));
        assertThat(kafka.next()).isEqualTo("acme:14");
    }
}
