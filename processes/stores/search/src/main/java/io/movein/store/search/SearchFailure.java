package io.movein.store.search;

import io.movein.process.retry.Classifier.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster did not do what was asked, or has what cannot be moved; says which, and what it answered. */
public final class SearchFailure extends RuntimeException {

    /** What it means for whoever asked. */
    public enum Kind {
        /** An outage, a part of the shards, a time limit. */
        PASSING,
        THROTTLED,
        /** Whoever we are may not do this. */
        FORBIDDEN,
        /** Will be the same the next time. */
        PERMANENT,
        /** The point in time is gone: nothing that was read of it is the whole. */
        POINT_LOST,
        TOO_LARGE,
        NOT_THERE
    }

    private final String server;
    private final Kind kind;

    SearchFailure(String server, Kind kind, String message) {
        this(server, kind, message, null);
    }

    SearchFailure(String server, Kind kind, String message, @Nullable Throwable cause) {
        super(server + ": " + message, cause);
        this.server = server;
        this.kind = kind;
    }

    /** Which of the two, by the name that {@link SearchServer} gives it. */
    public String server() {
        return server;
    }

    public boolean is(Kind asked) {
        return kind == asked;
    }

    /** For {@link io.movein.process.retry.Retries}. */
    public static Verdict classify(Throwable failure) {
        if (failure instanceof SearchFailure search) {
            return switch (search.kind) {
                case PASSING -> new Verdict.Passing();
                case THROTTLED -> new Verdict.Throttled(Optional.empty());
                case FORBIDDEN, PERMANENT, POINT_LOST, TOO_LARGE, NOT_THERE -> new Verdict.Permanent();
            };
        }
        return new Verdict.Permanent();
    }
}
