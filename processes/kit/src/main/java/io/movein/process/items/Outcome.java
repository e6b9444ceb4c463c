package io.movein.process.items;

import org.jspecify.annotations.Nullable;

/** What became of an item that was claimed. */
public sealed interface Outcome {

    /**
     * Seen at the destination, by reading it back.
     *
     * @param bytes  moved, or found there already
     * @param sha256 of the content, in hex; null where it has none
     * @param detail the program's own words for the evidence (JSON), such as where it lies now
     */
    record Migrated(
            long bytes, @Nullable String sha256, @Nullable String detail) implements Outcome {}

    /** Left where it was. */
    record Skipped(String code, String reason) implements Outcome {}

    /** For good, after whatever could be tried again was. */
    record Failed(Cause cause) implements Outcome {}

    /** Not begun, or undone: queued again. The run is ending. */
    record Released() implements Outcome {}

    static Outcome migrated(long bytes, @Nullable String sha256) {
        return new Migrated(bytes, sha256, null);
    }

    static Outcome skipped(String code, String reason) {
        return new Skipped(code, reason);
    }

    static Outcome failed(Blame blame, String code, String text) {
        return new Failed(new Cause(blame, code, text));
    }
}
