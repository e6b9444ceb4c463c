package io.movein.simulation;

/** The process ends here; what was done before is done, what it remembered is gone. */
final class Crash extends RuntimeException {
    Crash(String where) {
        super(where, null, false, false);
    }
}
