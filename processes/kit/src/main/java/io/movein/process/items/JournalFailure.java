package io.movein.process.items;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;

/** The journal cannot be read or written: the run ends before anything is done that it could not note. */
public final class JournalFailure extends MigrationFailure {

    JournalFailure(String what, Throwable cause) {
        super(
                ExitCode.REFUSED,
                "%s: %s; look at the disk and the state folder, then resume".formatted(what, cause.getMessage()),
                cause);
    }
}
