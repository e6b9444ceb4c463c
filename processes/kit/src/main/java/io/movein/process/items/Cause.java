package io.movein.process.items;

/**
 * Why an item failed.
 *
 * @param code the kind of failure, stable, that reports count by: {@code checksum-mismatch}
 * @param text one sentence in the owner's words
 */
public record Cause(Blame blame, String code, String text) {}
