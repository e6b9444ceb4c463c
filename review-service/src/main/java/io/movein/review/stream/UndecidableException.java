package io.movein.review.stream;

/** The decision failed on an input, and would again: an error of ours, or a record that nobody should have written. */
final class UndecidableException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecidableException(String message, Throwable cause) {
        super(message, cause);
    }
}
