package io.movein.process;

/** Whether a run may build on what an earlier one of the same migration left in its state folder. */
public enum AttemptKind {
    /** Nothing that an earlier run noted is believed: the destination may have been wiped since. */
    FRESH("fresh"),
    /** Goes on from the journal: does what was not done. */
    RESUME("resume");

    private final String word;

    AttemptKind(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
