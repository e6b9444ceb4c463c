package io.movein.live;

import io.movein.store.redis.KeySpace;
import io.movein.store.redis.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
 * @param compare        whether both sides are compared before the cutover
 * @param sample         keys that are compared each by itself
 * @param sync           how keys are copied and followed
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
        boolean compare,
        int sample,
        Sync sync,
        Path scratch) {

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
}
