package io.movein.storage.catalogue;

/** The database does not take the change of this one row: a constraint, a trigger, a missing right. */
public final class RowRefused extends RuntimeException {

    RowRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
