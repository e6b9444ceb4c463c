package io.movein.process.items;

import java.util.Locale;

/** Whose the failure is: one item's own ends nothing, a side's own soon ends the run. */
public enum Blame {
    ITEM,
    SOURCE,
    DESTINATION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
