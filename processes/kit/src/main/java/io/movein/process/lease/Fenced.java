package io.movein.process.lease;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;

/** Another process writes for this migration, or may: this one must not. */
public final class Fenced extends MigrationFailure {

    public Fenced(String message) {
        super(ExitCode.REFUSED, message);
    }
}
