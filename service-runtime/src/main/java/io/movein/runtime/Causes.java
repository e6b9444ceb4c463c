package io.movein.runtime;

/** What went wrong in one line: what a library says, and beneath it what it was, such as a certificate that has expired. */
final class Causes {
    private static final int DEPTH = 20;

    private Causes() {}

    static String text(Throwable error) {
        var root = error;
        for (var depth = 0; root.getCause() != null && depth < DEPTH; depth++) {
            root = root.getCause();
        }
        return error.getCause() == null ? String.valueOf(error.getMessage()) : error.getMessage() + " (" + root + ")";
    }
}
