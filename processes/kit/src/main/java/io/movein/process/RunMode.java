package io.movein.process;

/** What a run may do. There is no default: a run says which it is. */
public enum RunMode {
    /** Counts, sizes and finds what would fail; writes nothing anywhere. */
    DRY_RUN("dry-run"),
    LIVE("live");

    private final String word;

    RunMode(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
