package io.movein.local.bench.redis;

import io.movein.local.redis.RedisApplication;
import io.movein.store.redis.RedisCommand;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Commands of one client to the shared server, so many at once, for a while. */
record GatewayOverhead(RedisApplication servers) {

    private static final long WARM_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(2);

    long perSecond(boolean through, int atOnce) {
        try (var client = through ? servers.tenant() : servers.tenantAtShared()) {
            var commands = IntStream.range(0, atOnce)
                    .mapToObj(i -> RedisCommand.of("INCR", "acme-corp:bench-" + i % 100))
                    .toList();
            for (var begun = System.nanoTime(); System.nanoTime() - begun < WARM_NANOS; ) {
                client.send(commands);
            }
            var begun = System.nanoTime();
            var sent = 0L;
            while (System.nanoTime() - begun < MEASURED_NANOS) {
                client.send(commands);
                sent += atOnce;
            }
            return sent * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - begun);
        }
    }
}
