package io.movein.runtime;

/** A value that never shows itself in a log or an error. */
public record Secret(String value) {
    @Override
    public String toString() {
        return value.isEmpty() ? "(none)" : "***";
    }
}
