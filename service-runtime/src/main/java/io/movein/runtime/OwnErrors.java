package io.movein.runtime;

import java.util.ConcurrentModificationException;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Tells a fault of this program from a fault of the world. Only the world mends itself by waiting. */
public final class OwnErrors {
    private static final int DEPTH = 20;

    private OwnErrors() {}

    /**
     * Whether the error is of the kind that a wrong program makes, and no network, cluster or broker does; also one that was only
     * wrapped. What lies beneath a library's exception is that library's affair: JSON that is none ends in an IllegalStateException too.
     */
    public static boolean causedBy(Throwable error) {
        @Nullable Throwable cause = error;
        for (var depth = 0; cause != null && depth < DEPTH; depth++) {
            if (isOwn(cause)) {
                return true;
            }
            cause = isWrapper(cause) ? cause.getCause() : null;
        }
        return false;
    }

    private static boolean isWrapper(Throwable error) {
        return error.getClass() == RuntimeException.class
                || error instanceof ExecutionException
                || error instanceof CompletionException
                || error.getClass().getName().startsWith("io.movein.");
    }

    private static boolean isOwn(Throwable error) {
        return switch (error) {
            case NullPointerException _,
                    ClassCastException _,
                    IndexOutOfBoundsException _,
                    ArithmeticException _,
                    NegativeArraySizeException _,
                    ArrayStoreException _,
                    UnsupportedOperationException _,
                    NoSuchElementException _,
                    ConcurrentModificationException _,
                    StackOverflowError _,
                    LinkageError _,
                    AssertionError _ -> true;
            // subclasses of these two are used by libraries for what the world did
            default ->
                error.getClass() == IllegalStateException.class || error.getClass() == IllegalArgumentException.class;
        };
    }
}
