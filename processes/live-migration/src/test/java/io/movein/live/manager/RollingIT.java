package io.movein.live.manager;

import static io.movein.live.manager.ManagerScene.map;
import static io.movein.live.manager.ManagerScene.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;

/** All tenants of a server move to another by one command, so many at a time. */
@Timeout(90)
class RollingIT {

    private static final List<String> TENANTS = List.of("acme-corp", "beta", "gamma");

    @TempDir
    Path folder;

    private ManagerScene scene;

    @BeforeEach
    void start() throws Exception {
        scene = new ManagerScene(folder);
        var more = new StringBuilder("tenants:");
        for (var name : TENANTS.subList(1, 3).reversed()) {
            for (var side : List.of(scene.source, scene.target)) {
                side.call("ACL", "SETUSER", name, "on", ">secret", "~" + name + ":*", "+@all", "-@admin");
            }
            scene.source.call("SET", name + ":a", name);
            more.append(
                    "%n  - {name: %s, prefix: \"%s:\", users: [%s], otherWriters: [default], source: \"127.0.0.1:%d\", partOf: duo}"
                            .formatted(name, name, name, scene.sourceProcess.port()));
        }
        scene.with("tenants:", more.toString());
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void moveOneAfterTheOther() throws Exception {
        scene.with("cutoverLimit: 2s", "cutoverLimit: 10s, maxConcurrent: 1, cutoverAutomatic: true");
        scene.restart();
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            assertThat(tenant(jedis, "MIGRATE", "ALL", "TARGET", scene.to())).isEqualTo("OK");

            await(jedis, phases -> {
                assertThat(phases.values())
                        .filteredOn(phase ->
                                !List.of("waiting", "cleanup", "completed").contains(phase))
                        .hasSizeLessThan(2);
                return phases.values().stream().allMatch("completed"::equals);
            });

            for (var name : TENANTS.subList(1, 3)) {
                assertThat(scene.target.text("GET", name + ":a")).isEqualTo(name);
            }
            assertThat(scene.target.text("GET", "acme-corp:7")).isEqualTo("7");
        }
    }

    @Test
    void moveAsPartsInTheirOrderOneAtATime() throws Exception {
        scene.with("cutoverLimit: 2s", "cutoverLimit: 10s, maxConcurrent: 3");
        scene.restart();
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            assertThatThrownBy(() -> tenant(jedis, "MIGRATE", "trio", "TARGET", scene.to(), "MODE", "incremental"))
                    .hasMessageStartingWith("NOTENANT no tenant is a part of 'trio'");
            assertThat(tenant(jedis, "MIGRATE", "duo", "TARGET", scene.to(), "MODE", "incremental"))
                    .isEqualTo("OK");

            await(jedis, phases -> phases.equals(Map.of("beta", "waiting", "gamma", "live_sync")));
            scene.restart();
        }
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            await(jedis, phases -> phases.equals(Map.of("beta", "waiting", "gamma", "live_sync")));
            tenant(jedis, "CUTOVER", "gamma", "FORCE");
            await(jedis, phases -> phases.equals(Map.of("beta", "live_sync", "gamma", "completed")));
            tenant(jedis, "CUTOVER", "beta", "FORCE");
            await(jedis, phases -> "completed".equals(phases.get("beta")));
            assertThat(scene.target.text("GET", "beta:a")).isEqualTo("beta");
        }
    }

    @Test
    void oneThatFailsStopsTheNextAndNotThoseUnderWay() throws Exception {
        scene.with("cutoverLimit: 2s", "cutoverLimit: 10s, maxConcurrent: 2");
        scene.restart();
        try (var jedis = scene.jedis("operator", RedisProtocol.RESP2)) {
            tenant(jedis, "MIGRATE", "acme-corp,beta,gamma", "TARGET", scene.to());
            await(
                    jedis,
                    phases -> phases.equals(Map.of("acme-corp", "live_sync", "beta", "live_sync", "gamma", "waiting")));
            assertThatThrownBy(() -> tenant(jedis, "MIGRATE", "gamma", "TARGET", scene.to()))
                    .hasMessageStartingWith("BADSTATE 3 migrations are under way (expected at most 2)");

            assertThat(map(tenant(jedis, "VERIFY", "acme-corp"))).containsEntry("status", "equal");
            scene.target.call("SET", "acme-corp:7", "someone else's");
            assertThat(map(tenant(jedis, "VERIFY", "acme-corp"))).containsEntry("status", "different");

            await(
                    jedis,
                    phases -> phases.equals(Map.of("acme-corp", "failed", "beta", "live_sync", "gamma", "waiting")));
            tenant(jedis, "CUTOVER", "beta", "FORCE");
            await(jedis, phases -> "completed".equals(phases.get("beta")));
            assertThat(map(tenant(jedis, "STATUS", "gamma")))
                    .containsEntry("phase", "waiting")
                    .containsEntry("error", "not begun: tenant 'acme-corp' ended as failed");
            tenant(jedis, "CANCEL", "gamma");
            assertThatThrownBy(() -> tenant(jedis, "STATUS", "gamma")).hasMessageStartingWith("BADSTATE");
        }
    }

    private static void await(Jedis jedis, Predicate<Map<String, Object>> wanted) throws InterruptedException {
        while (true) {
            var phases = new TreeMap<String, Object>();
            for (var one : (List<?>) tenant(jedis, "STATUS", "ALL")) {
                var fields = map(one);
                phases.put((String) fields.get("tenant"), fields.get("phase"));
            }
            if (wanted.test(phases)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
