package io.movein.process;

/**
 * Ends the run: the text is what its owner reads, the exit code its kind. Unchecked, as it has to pass through libraries' lambdas.
 * A failure of one item is none: it is an {@link io.movein.process.items.Outcome.Failed}.
 */
public class MigrationFailure extends RuntimeException {

    private final ExitCode exitCode;

    public MigrationFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public MigrationFailure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
