package io.movein.process.items;

import org.jspecify.annotations.Nullable;

/**
 * One thing to be moved, as the journal has it.
 *
 * @param id       the journal's own number, in the order of planning
 * @param key      its name at the source; unique in the journal, compared by its characters
 * @param group    what counts are told by (a purpose, a binding, a table); empty where there is none
 * @param bytes    size as planned; -1 where it is not known
 * @param detail   what the program needs to know to move it, in its own words (JSON); null where the key is enough
 * @param attempts how often it was claimed before: an item that was may already be at the destination
 */
public record Item(
        long id,
        String key,
        String group,
        long bytes,
        @Nullable String detail,
        int attempts) {}
