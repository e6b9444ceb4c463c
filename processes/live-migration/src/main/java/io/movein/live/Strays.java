package io.movein.live;

import io.movein.live.configuration.LivePlan;
import io.movein.store.redis.Key;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.Masters;
import io.movein.store.redis.RedisSide;
import io.movein.store.redis.Server;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keys of the tenant that are of none of its parts, and would be left behind.
 *
 * @param example empty where there is none
 */
record Strays(long count, Optional<String> example) {

    private static final Strays NONE = new Strays(0, Optional.empty());

    /** None of a tenant that moves as a whole. */
    static Strays at(LivePlan plan, Server source) {
        return plan.tenant().parts().isEmpty() ? NONE : scan(plan, source);
    }

    private static Strays scan(LivePlan plan, Server source) {
        var tenant = new KeySpace(plan.tenant().prefix(), plan.source().database());
        var parts = plan.tenant().parts().stream()
                .map(part -> new KeySpace(part.prefix(), tenant.database()))
                .toList();
        var count = new AtomicLong();
        var example = new AtomicReference<@Nullable Key>();
        try (var masters = Masters.open(RedisSide.at(source, List.of()), tenant, tenant.database())) {
            masters.scan((_, keys) -> keys.stream()
                    .filter(key -> parts.stream().noneMatch(part -> part.owns(key.bytes())))
                    .forEach(stray -> {
                        count.incrementAndGet();
                        example.set(stray);
                    }));
        }
        return new Strays(count.get(), Optional.ofNullable(example.get()).map(Key::toString));
    }
}
