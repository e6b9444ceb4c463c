package io.movein.process.items;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What became of an item that was claimed. Its kinds answer for themselves rather than being told apart by a switch: Java writes a class
 * for such a switch when a program first comes to it, which no AOT cache keeps.
 */
public sealed interface Outcome {

    /** The item's from now on. */
    ItemState state();

    /** The same without what its words are not to say. */
    default Outcome redacted(UnaryOperator<String> redact) {
        return this;
    }

    /**
     * Seen at the destination, by reading it back.
     *
     * @param bytes  moved, or found there already
     * @param sha256 of the content, in hex; null where it has none
     * @param detail the program's own words for the evidence (JSON), such as where it lies now
     */
    record Migrated(
            long bytes, @Nullable String sha256, @Nullable String detail) implements Outcome {

        @Override
        public ItemState state() {
            return ItemState.MIGRATED;
        }
    }

    /** Left where it was. */
    record Skipped(String code, String reason) implements Outcome {

        @Override
        public ItemState state() {
            return ItemState.SKIPPED;
        }

        @Override
        public Outcome redacted(UnaryOperator<String> redact) {
            return new Skipped(code, redact.apply(reason));
        }
    }

    /** For good, after whatever could be tried again was. */
    record Failed(Cause cause) implements Outcome {

        @Override
        public ItemState state() {
            return ItemState.FAILED;
        }

        @Override
        public Outcome redacted(UnaryOperator<String> redact) {
            return new Failed(new Cause(cause.blame(), cause.code(), redact.apply(cause.text())));
        }
    }

    /** Not begun, or undone: queued again. The run is ending. */
    record Released() implements Outcome {

        @Override
        public ItemState state() {
            return ItemState.QUEUED;
        }
    }

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
