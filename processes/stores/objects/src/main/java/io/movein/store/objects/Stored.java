package io.movein.store.objects;

/**
 * An object as its store describes it.
 *
 * @param size       of the stored bytes
 * @param etag       names this content of this object; no checksum
 * @param encryption at the server, as it says: {@code AES256}, {@code aws:kms}; empty for none
 */
public record Stored(String key, long size, String etag, Description description, String encryption) {}
