package io.movein.github;

import java.util.concurrent.atomic.LongAdder;

/** Counts what goes to GitHub, since the start. */
public final class Traffic {

    private final LongAdder requests = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder contentWrites = new LongAdder();
    private final LongAdder limited = new LongAdder();

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
        if (kind.isWrite()) writes.increment();
        if (kind == Kind.CONTENT) contentWrites.increment();
    }

    void wasUnchanged() {
        unchanged.increment();
    }

    void wasLimited() {
        limited.increment();
    }
}
