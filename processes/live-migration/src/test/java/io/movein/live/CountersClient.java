package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.redis.Key;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.Masters;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.RedisSide;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds one to counters in turn, as a client of the side, until a write is refused; knows what was acknowledged. */
final class CountersClient {

    static final int COUNTERS = 60;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    final Map<String, Long> acknowledged = new HashMap<>();
    private final Thread thread;

    CountersClient(Server entry, String tenant, Map<String, Long> before) {
        acknowledged.putAll(before);
        var login = new Server.Login(tenant, () -> "secret");
        var side = RedisSide.at(entry, List.of());
        var named = new ArrayList<RedisSide.Master>();
        side.masters()
                .forEach(master -> named.add(new RedisSide.Master(
                        new Server(
                                "client",
                                master.server().host(),
                                master.server().port(),
                                false,
                                Optional.of(login)),
                        master.slots())));
        var masters = Masters.open(new RedisSide(side.cluster(), named, List.of()), new KeySpace(tenant + ":", 0), 0);
        thread = Thread.ofPlatform().name("client").start(() -> write(masters, tenant));
    }

    private void write(Masters masters, String tenant) {
        try (masters) {
            for (var i = 0; ; i++) {
                var key = tenant + ":" + i % COUNTERS;
                var reply = masters.of(Key.of(key))
                        .send(List.of(RedisCommand.of("INCR", key)))
                        .getFirst();
                if (!(reply instanceof Reply.Value(Long count))) {
                    return;
                }
                acknowledged.put(key, count);
            }
        } catch (RedisFailure closed) {
            // by the fence
        }
    }

    Map<String, Long> ended() throws InterruptedException {
        thread.join(LONGEST);
        assertThat(thread.isAlive()).isFalse();
        return acknowledged;
    }
}
