package io.movein.review.platform;

/** The facts cannot be had now. Ask again later; nothing is to be decided without them. */
public final class FactsUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public FactsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
