package io.movein.runtime;

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

    Health health();
}
