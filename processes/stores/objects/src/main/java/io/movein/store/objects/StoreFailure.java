package io.movein.store.objects;

import io.movein.process.retry.Classifier.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object store did not do what was asked. The message says which place, what was answered, and for which key. */
public final class StoreFailure extends RuntimeException {

    /** What is to be done about it is decided by the kind alone. */
    public enum Kind {
        /** No such object. */
        GONE,
        NO_BUCKET,
        /** The credentials are valid and may not do this. */
        DENIED,
        /** The credentials are not valid, or not any more. */
        CREDENTIALS,
        /** The clocks of the two sides differ by more than a signature may be old. */
        CLOCK,
        WRONG_REGION,
        /** Slow down: 429, 503. Passes. */
        THROTTLED,
        /** No answer, or an error of the server's own. May pass; whether it took effect is not known. */
        UNAVAILABLE,
        /** Something is already there, and was left as it is. */
        OCCUPIED,
        /** It is not (any more) the object that was meant. */
        CHANGED,
        TOO_LARGE,
        /** The store cannot have an object of this name. */
        NAME,
        /** The server gave other bytes than it says to have stored. */
        NOT_AS_STORED,
        /** The listing contradicts itself or the objects. */
        LISTING,
        /** The client-side encryption refuses: another key, another object, or changed bytes. */
        SEALED,
        /** The server does not know this operation. */
        UNSUPPORTED,
        /** Any other refusal. */
        REFUSED,
        /** The run is ending; the thread is interrupted. */
        STOPPED
    }

    private final Kind kind;
    private final Place place;
    private final Optional<Duration> retryAfter;

    /** @param message without the place, which goes before it */
    public StoreFailure(Kind kind, Place place, String message) {
        this(kind, place, message, null);
    }

    public StoreFailure(Kind kind, Place place, String message, @Nullable Throwable cause) {
        this(kind, place, message, cause, Optional.empty());
    }

    StoreFailure(Kind kind, Place place, String message, @Nullable Throwable cause, Optional<Duration> retryAfter) {
        super(place + ": " + message, cause);
        this.kind = kind;
        this.place = place;
        this.retryAfter = retryAfter;
    }

    /** For {@link io.movein.process.retry.Retries}. */
    public static Verdict classify(Throwable thrown) {
        return switch (thrown) {
            case StoreFailure failure when failure.is(Kind.THROTTLED) -> new Verdict.Throttled(failure.retryAfter);
            case StoreFailure failure when failure.is(Kind.UNAVAILABLE) -> new Verdict.Passing();
            default -> new Verdict.Permanent();
        };
    }

    public Place place() {
        return place;
    }

    public Kind kind() {
        return kind;
    }

    public boolean is(Kind other) {
        return kind == other;
    }
}
