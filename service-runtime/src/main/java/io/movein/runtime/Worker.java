package io.movein.runtime;

import java.util.List;

/**
 * Something that runs for as long as the service does: a loop, a poller, a watcher. Beans of this type are started with the
 * service and stopped before it ends; a dead or stuck one makes the service's health DOWN.
 */
public interface Worker {
    default String name() {
        return getClass().getSimpleName();
    }

    /** Returns at once. */
    void start();

    /** Returns when the work in hand is done or was given up, in a bounded time. */
    void stop();

    /** DOWN: it is dead or hangs, and a restart of the service helps. It counts for liveness. */
    Health health();

    /** DOWN: it cannot do its work now, and a restart would not help. It counts for readiness. */
    default Health readiness() {
        return Health.up("no complaint");
    }

    /** What it has begun and cannot finish yet, oldest first; what takes longer than minutes makes the service's health DEGRADED. */
    default List<Waiting> waiting() {
        return List.of();
    }

    /** What is stuck already, however young it is beside {@code MOVEIN_STUCK_AFTER}: that it is there at all is wrong. */
    default List<Waiting> stuck() {
        return List.of();
    }
}
