package io.movein.process.items;

import java.util.Locale;

/** Where an item stands. Written in the journal by its word. */
public enum ItemState {
    QUEUED,
    /** Claimed by a worker of a run. Of a run that died it says: may have been done. */
    RUNNING,
    MIGRATED,
    /** Left where it was, for a reason that is no failure. */
    SKIPPED,
    /** Tried for good; the cause says why not. */
    FAILED;

    private final String word = name().toLowerCase(Locale.ROOT);

    static ItemState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return word;
    }
}
