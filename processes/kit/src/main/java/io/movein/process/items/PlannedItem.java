package io.movein.process.items;

import org.jspecify.annotations.Nullable;

/** An item to be queued; see {@link Item}. */
public record PlannedItem(
        String key, String group, long bytes, @Nullable String detail) {

    public static PlannedItem of(String key, long bytes) {
        return new PlannedItem(key, "", bytes, null);
    }
}
