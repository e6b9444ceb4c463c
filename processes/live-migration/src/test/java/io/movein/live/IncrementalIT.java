package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant whose sessions move first and whose carts follow, each with its own user. */
@Timeout(120)
class IncrementalIT {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void start() {
        scene = new Scene(folder);
        for (var side : List.of(scene.source, scene.target)) {
            side.call("ACL", "DELUSER", "acme");
            for (var part : List.of("session", "cart")) {
                side.call("ACL", "SETUSER", part, "on", ">tenant-secret", "~acme-corp:" + part + ":*", "+@all");
            }
        }
        for (var i = 0; i < 200; i++) {
            scene.source.call("SET", "acme-corp:session:" + i, i);
            scene.source.call("SET", "acme-corp:cart:" + i, i);
        }
        scene.with("users: [acme]", "users: [session, cart], parts: [%s, %s]".formatted(part("session"), part("cart")));
        scene.with("mode: live", "mode: incremental");
        scene.with("when: automatic", "when: command");
    }

    private static String part(String name) {
        return "{name: %s, prefix: \"acme-corp:%s:\", users: [%s]}".formatted(name, name, name);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void movesTheTrafficOfOnePartAndThenOfTheNext() throws Exception {
        var run = scene.live();
        awaitInSync(1);
        assertThat(takes(scene.source, "session")).isTrue();
        assertThat(takes(scene.target, "session")).isFalse();

        scene.command("cutover", "");
        awaitInSync(2);
        assertThat(takes(scene.source, "session")).isFalse();
        assertThat(takes(scene.target, "session")).isTrue();
        assertThat(takes(scene.source, "cart")).isTrue();
        assertThat(takes(scene.target, "cart")).isFalse();

        scene.command("cutover", "");
        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(takes(scene.source, "cart")).isFalse();
        assertThat(takes(scene.target, "cart")).isTrue();
        assertThat(scene.target.text("GET", "acme-corp:session:7")).isEqualTo("7");
        assertThat(scene.target.text("GET", "acme-corp:session:new")).isEqualTo("new");
        assertThat(scene.target.text("GET", "acme-corp:cart:7")).isEqualTo("7");
        assertThat(scene.output()).contains("all 2 parts of it");
    }

    @Test
    void leavesWhatHasMovedWhereItIsAndGoesOnWithTheNextPart() throws Exception {
        var run = scene.live();
        awaitInSync(1);
        scene.command("cutover", "");
        awaitInSync(2);

        scene.command("rollback", "");

        assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.output()).contains("part 'cart' rolled back").contains("parts [session] are at the target");
        assertThat(takes(scene.target, "session")).isTrue();
        assertThat(takes(scene.source, "cart")).isTrue();
        assertThat(scene.target.call("EXISTS", "acme-corp:cart:7")).isEqualTo(0L);

        scene.target.call("SET", "acme-corp:session:7", "changed since");
        scene.with("when: automatic", "when: automatic");
        var more = scene.live("--attempt", "resume");
        assertThat(more.get(60, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.target.text("GET", "acme-corp:cart:7")).isEqualTo("7");
        assertThat(scene.target.text("GET", "acme-corp:session:7")).isEqualTo("changed since");
    }

    @Test
    void refusesWhatWouldBeLeftBehindOrWrittenByAnotherPart() {
        scene.source.call("SET", "acme-corp:profile:1", "1");
        assertThat(scene.run("validate")).isEqualTo(2);
        assertThat(scene.output()).contains("1 keys belong to no part, such as 'acme-corp:profile:1'");

        scene.source.call("ACL", "SETUSER", "cart", "~acme-corp:*");
        assertThat(scene.run("validate")).isEqualTo(2);
        assertThat(scene.output()).contains("user 'cart' may write to the tenant's keys and is not blocked");
    }

    private void awaitInSync(int times) {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        while (scene.output().split("phase live_sync", -1).length <= times) {
            assertThat(System.nanoTime()).as(scene.output()).isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** As the user of the part. */
    private boolean takes(Connection side, String part) {
        var server = side == scene.source ? scene.sourceProcess : scene.targetProcess;
        try (var client = Scene.as(server, part)) {
            return client.send(List.of(RedisCommand.of("SET", "acme-corp:" + part + ":new", "new")))
                            .getFirst()
                    instanceof Reply.Value;
        }
    }
}
