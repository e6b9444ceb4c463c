package io.movein.live;

import io.movein.live.dns.NameServer;
import io.movein.store.redis.Fence;
import io.movein.store.redis.Key;
import io.movein.store.redis.KeySpace;
import io.movein.store.redis.Masters;
import io.movein.store.redis.RedisSide;
import io.movein.store.redis.Replica;
import io.movein.store.redis.Replicas;
import io.movein.store.redis.Server;
import io.movein.store.redis.Spool;
import io.movein.store.redis.Targets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What a migration is to do, for {@link MigrationManager#migrate}.
 *
 * @param name           the tenant, for people
 * @param tenant         whose keys, and in which database of the source
 * @param users          that write to them, the same on both sides
 * @param source         the master
 * @param sourceReplicas must refuse the tenant's writes too, should one be promoted
 * @param target         the master
 * @param gateways       whose clients' commands are held during the cutover and go on at the target; by their control ports
 * @param targetDatabase that the keys are written to
 * @param fast           writes are refused from the beginning to the end
 * @param automatic      the cutover is made as soon as it can be, else on {@link MigrationManager#cutover}
 * @param maxLag         writes that may be under way when the cutover begins
 * @param limit          of the cutover: if writes could not move within it, all is as before
 * @param wayBack        how long after the cutover the way back is kept open; zero: there is none
 * @param compare        whether both sides are compared before the cutover
 * @param sample         keys that are compared each by itself
 * @param sync           how keys are copied and followed
 * @param dns            where names are changed
 * @param scratch        a folder for what need not outlive the process
 */
public record MigrationConfig(
        String name,
        KeySpace tenant,
        List<String> users,
        Server source,
        List<Server> sourceReplicas,
        Server target,
        List<Server> targetReplicas,
        List<Server> gateways,
        int targetDatabase,
        boolean fast,
        boolean automatic,
        long maxLag,
        Duration limit,
        Duration wayBack,
        boolean compare,
        int sample,
        Sync sync,
        Optional<Dns> dns,
        Path scratch) {

    /** The other way, when it is said; the name was changed on the way there. */
    MigrationConfig reversed(Optional<String> changed) {
        return new MigrationConfig(
                name,
                new KeySpace(tenant.prefix(), targetDatabase),
                users,
                target,
                targetReplicas,
                source,
                sourceReplicas,
                gateways,
                tenant.database(),
                false,
                false,
                maxLag,
                limit,
                Duration.ZERO,
                compare,
                sample,
                sync,
                dns.map(there -> new Dns(there.server(), changed)),
                scratch);
    }

    /** As it is now. */
    RedisSide sourceSide() {
        return RedisSide.at(source, sourceReplicas);
    }

    RedisSide targetSide() {
        return RedisSide.at(target, targetReplicas);
    }

    /** What is on every node of a side for the tenant's users. */
    Fence fence(RedisSide side) {
        return Fence.of(side.nodes(), users, tenant);
    }

    Masters sourceMasters() {
        return Masters.open(sourceSide(), tenant, tenant.database());
    }

    Masters targetMasters() {
        return Masters.open(targetSide(), tenant, targetDatabase);
    }

    /** Keeps the target as the source is. */
    Replicas replicas(
            RedisSide from, Targets to, Pacing pacing, MigrationListener listener, BiConsumer<Key, String> refused) {
        return new Replicas(
                from,
                tenant,
                to,
                (name, ways) -> new Spool(sync.memory() / ways, sync.spool() / ways, scratch, name),
                new Replica.Settings(
                        sync.batchSize(),
                        sync.partSize(),
                        pacing::parallel,
                        pacing::take,
                        sync.tries(),
                        sync.firstWait(),
                        refused,
                        listener::told));
    }

    /**
     * How keys are copied and followed.
     *
     * @param timeout   of the copy
     * @param batchSize keys sent at once
     * @param partSize  bytes; larger keys are written in parts
     * @param memory    bytes of what has come and is not yet written that are kept in memory
     * @param spool     bytes of it that are kept on disk
     * @param tries     how often a broken connection is made anew in a row
     * @param firstWait before the second try; each further one waits twice as long
     */
    public record Sync(
            Duration timeout, int batchSize, long partSize, long memory, long spool, int tries, Duration firstWait) {}

    /** @param name that each cutover changes, if its order names no other; empty: only what an order names */
    public record Dns(NameServer server, Optional<String> name) {}
}
