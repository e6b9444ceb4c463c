package io.movein.github;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** Counts what goes to GitHub, since the start. */
public final class Traffic {

    private final LongAdder requests = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder contentWrites = new LongAdder();
    private final LongAdder limited = new LongAdder();

    /** Shows the counts as {@code movein.github.*}, alike in every service. */
    public void measure(MeterRegistry meters) {
        count(meters, "requests", Traffic::requests);
        count(meters, "unchanged", Traffic::unchanged);
        count(meters, "writes", Traffic::writes);
        count(meters, "limited", Traffic::limited);
    }

    private void count(MeterRegistry meters, String name, ToDoubleFunction<Traffic> value) {
        FunctionCounter.builder("movein.github." + name, this, value).register(meters);
    }

    /** Requests sent, writes among them. */
    public long requests() {
        return requests.sum();
    }

    /** Reads answered by "not modified", which cost nothing of the hourly limit. */
    public long unchanged() {
        return unchanged.sum();
    }

    public long writes() {
        return writes.sum();
    }

    /** Writes that count as content-creating. */
    public long contentWrites() {
        return contentWrites.sum();
    }

    /** Answers that named a limit. */
    public long limited() {
        return limited.sum();
    }

    void sent(Kind kind) {
        requests.increment();
        if (kind.isWrite()) {
            writes.increment();
        }
        if (kind == Kind.CONTENT) {
            contentWrites.increment();
        }
    }

    void wasUnchanged() {
        unchanged.increment();
    }

    void wasLimited() {
        limited.increment();
    }
}
