package io.movein.tier;

import io.movein.store.redis.Connection;
import io.movein.store.redis.Key;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Reply;
import io.movein.store.redis.Scan;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;

/** The keys of a tenant that are used most: by how often where the server counts that, else by how long ago. Looks at each key once. */
final class HottestKeys {

    private static final Comparator<Ranked> COLDEST_FIRST = Comparator.comparingLong(Ranked::heat);

    private final Connection server;
    private final int most;
    private final PriorityQueue<Ranked> hottest = new PriorityQueue<>(COLDEST_FIRST);

    private HottestKeys(Connection server, int most) {
        this.server = server;
        this.most = most;
    }

    private record Ranked(Key key, long heat) {}

    /** @return the hottest first */
    static List<Key> of(Connection server, KeySpace tenant, int most) {
        var keys = new HottestKeys(server, most);
        var counted = server.info("memory", "maxmemory_policy").endsWith("-lfu");
        new Scan(server, tenant).forEach(page -> keys.add(page, counted));
        return keys.hottest.stream()
                .sorted(COLDEST_FIRST.reversed())
                .map(Ranked::key)
                .distinct()
                .toList();
    }

    private void add(List<Key> page, boolean counted) {
        Function<Key, RedisCommand> question =
                key -> RedisCommand.of("OBJECT", counted ? "FREQ" : "IDLETIME", key.bytes());
        var answers = server.send(page.stream().map(question).toList());
        for (var i = 0; i < page.size(); i++) {
            // any other answer: it is gone
            if (answers.get(i) instanceof Reply.Value(Long heat)) {
                hottest.add(new Ranked(page.get(i), counted ? heat : -heat));
                if (hottest.size() > most) {
                    hottest.poll();
                }
            }
        }
    }
}
