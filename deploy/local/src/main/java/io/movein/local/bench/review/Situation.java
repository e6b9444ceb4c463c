package io.movein.local.bench.review;

import io.movein.local.bench.Latencies;
import java.time.Duration;

/**
 * What review does with so many migrations in its state.
 *
 * @param ten        decisions per second about the same ten migrations, as fast as it can
 * @param cpuMillis  of review, for each of these
 * @param spread     decisions per second about all that are open, one after the other
 * @param single     from a command to its event, one at a time
 * @param restart    from its start after a kill until a command that was sent meanwhile is decided
 * @param failover   from the kill of the active one, with a second one beside it that keeps the state warm, until that has decided
 */
record Situation(
        int open,
        int closed,
        double ten,
        double cpuMillis,
        double spread,
        Latencies single,
        double heapMegabytes,
        double residentMegabytes,
        Duration restart,
        Duration failover) {}
