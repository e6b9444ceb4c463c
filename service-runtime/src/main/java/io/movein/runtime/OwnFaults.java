package io.movein.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors of this program's own that a worker meets outside of the handling of a record, and goes on in spite of. They are told with
 * their trace and counted, so that an alarm goes off: a worker that goes on looks as if all were well.
 */
public final class OwnFaults {
    private static final Logger LOG = LoggerFactory.getLogger(OwnFaults.class);

    private final String worker;
    private final Counter met;

    public OwnFaults(String worker, MeterRegistry meters) {
        this.worker = worker;
        this.met = meters.counter("movein.own.faults", "worker", worker);
    }

    /** For threads that nobody looks after: one that ends by an error ends in silence, and what it was there for with it. */
    static Thread.UncaughtExceptionHandler ofThreads(MeterRegistry meters) {
        var ended = meters.counter("movein.own.faults", "worker", "a thread");
        return (thread, error) -> {
            ended.increment();
            LOG.error("thread {} has ended by an error", thread.getName(), error);
        };
    }

    /** @return false: it is the world's fault, and nobody was told yet */
    public boolean met(Throwable error) {
        if (!(error instanceof Error) && !OwnErrors.causedBy(error)) {
            return false;
        }
        met.increment();
        LOG.error("{} met an error of its own and goes on", worker, error);
        return true;
    }
}
