package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.SocketAddressResolver;
import io.movein.live.dns.ZoneServer;
import io.movein.store.redis.Connection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Clients of Jedis and Lettuce that find their tenant by a name, and know it for some seconds longer than it is true: each works at the
 * target in the end, and none was started anew.
 */
@Timeout(90)
class ClientsByNameIT {

    private static final String NAME = "redis.example.org";
    private static final int POOL = 50;
    private static final int BLOCKED = 5;
    private static final Duration KNOWN_FOR = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    /** As a JVM's cache has it. */
    private static final class Cache extends SocketAddressResolver {

        private final ZoneServer zone;
        private final int port;
        private String address = "";
        private long until = System.nanoTime();

        Cache(ZoneServer zone, int port) {
            this.zone = zone;
            this.port = port;
        }

        /** As if it had just been asked for. */
        synchronized void lookAgain() {
            until = System.nanoTime();
            address();
        }

        synchronized String address() {
            if (System.nanoTime() - until >= 0) {
                var record = zone.of(NAME);
                address = record.substring(record.lastIndexOf(' ') + 1);
                until = System.nanoTime() + KNOWN_FOR.toNanos();
            }
            return address;
        }

        @Override
        public SocketAddress resolve(RedisURI uri) {
            return new InetSocketAddress(address(), port);
        }
    }

    @Test
    void workAtTheTargetWithoutARestart() throws Exception {
        var resources = ClientResources.builder();
        try (var zone = new ZoneServer(NAME + ". 2 A 127.0.0.1");
                var scene = Scene.ofTwoAddresses(folder)) {
            scene.with("when: automatic", "when: command").with("limit: 2s", "limit: 1s, " + scene.dns(zone));
            var cache = new Cache(zone, scene.sourceProcess.port());
            var shared = resources.socketAddressResolver(cache).build();
            var lettuce = RedisClient.create(
                    shared,
                    RedisURI.Builder.redis(NAME)
                            .withAuthentication("acme", "tenant-secret")
                            .withClientName("by-lettuce")
                            .build());
            try (var pool = pool(cache);
                    var connection = lettuce.connect()) {
                pool.getPool().addObjects(POOL);
                var waiting = new ArrayList<CompletableFuture<String>>();
                for (var i = 0; i < BLOCKED; i++) {
                    waiting.add(CompletableFuture.supplyAsync(() -> pop(pool), Thread::startVirtualThread));
                }
                works(pool, connection);
                awaitConnections(scene.source, POOL + 1);
                var run = scene.live();
                scene.await("phase live_sync");
                cache.lookAgain();

                scene.command("cutover", "");
                scene.await("'" + NAME + "' pointed to");
                // half of the pool's connections are idle all the while
                awaitWork(pool, connection);
                pool.rpush("acme-corp:jobs", "1", "2", "3", "4", "5");

                for (var one : waiting) {
                    assertThat(one.get(LONGEST.toSeconds(), TimeUnit.SECONDS)).isBetween("1", "5");
                }
                assertThat(run.get(30, TimeUnit.SECONDS)).as(scene.output()).isZero();
                awaitConnections(scene.source, 0);
                works(pool, connection);
                assertThat(scene.target.text("GET", "acme-corp:by-jedis")).isEqualTo(pool.get("acme-corp:by-jedis"));
                assertThat(connections(scene.target)).isPositive();
                assertThat(scene.output())
                        .containsPattern(
                                "a client at 127.0.0.1 'by-(jedis|lettuce)'.* connected to the source after the move");
            } finally {
                lettuce.shutdown();
                shared.shutdown().await(5, TimeUnit.SECONDS);
            }
        }
    }

    private static redis.clients.jedis.RedisClient pool(Cache cache) {
        var config = new GenericObjectPoolConfig<redis.clients.jedis.Connection>();
        config.setMaxTotal(POOL);
        config.setMaxIdle(POOL);
        return redis.clients.jedis.RedisClient.builder()
                .poolConfig(config)
                .hostAndPort(NAME, cache.port)
                .clientConfig(DefaultJedisClientConfig.builder()
                        .user("acme")
                        .password("tenant-secret")
                        .clientName("by-jedis")
                        .socketTimeoutMillis(60_000)
                        .hostAndPortMapper(named -> new HostAndPort(cache.address(), named.getPort()))
                        .build())
                .build();
    }

    /** As workers do: what is refused or broken is tried again. */
    private static String pop(UnifiedJedis pool) {
        while (true) {
            try {
                var found = pool.blpop(0, "acme-corp:jobs");
                if (found != null) {
                    return found.get(1);
                }
            } catch (JedisException refusedOrBroken) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static void works(UnifiedJedis pool, StatefulRedisConnection<String, String> connection) {
        pool.incr("acme-corp:by-jedis");
        connection.sync().incr("acme-corp:by-lettuce");
    }

    private static void awaitWork(UnifiedJedis pool, StatefulRedisConnection<String, String> connection) {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        for (var inARow = 0; inARow < POOL; ) {
            try {
                works(pool, connection);
                inARow++;
            } catch (JedisException | RedisException refused) {
                inARow = 0;
                assertThat(System.nanoTime()).as(refused.toString()).isLessThan(deadline);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static long connections(Connection side) {
        return side.text("CLIENT", "LIST")
                .lines()
                .filter(client -> List.of(client.split(" ")).contains("user=acme"))
                .count();
    }

    private static void awaitConnections(Connection side, long count) {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        while (connections(side) != count) {
            assertThat(System.nanoTime())
                    .as(() -> "%d connections (expected %d)".formatted(connections(side), count))
                    .isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }
}
