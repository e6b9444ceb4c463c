package io.movein.example.media.migration;

/** Why the migration cannot go on: the text becomes its last words, the kind its exit code. */
final class Failure extends Exception {

    /** The exit codes, which the program's owner documents for whoever reads the terminal report. */
    enum Kind {
        CONFIGURATION(2),
        SOURCE(3),
        DESTINATION(4),
        MISMATCH(5);

        final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    private final Kind kind;

    Failure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
