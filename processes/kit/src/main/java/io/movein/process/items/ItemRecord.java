package io.movein.process.items;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item with what became of it: a line of the evidence.
 *
 * @param code   of the failure or the skip
 * @param text   of the failure or the skip
 * @param moved  bytes at the destination; 0 where it was not migrated
 * @param at     when it came into this state
 * @param result the program's own words (JSON)
 */
public record ItemRecord(
        Item item,
        ItemState state,
        @Nullable String blame,
        @Nullable String code,
        @Nullable String text,
        long moved,
        @Nullable String sha256,
        @Nullable String result,
        Instant at) {}
