package io.movein.store.objects;

import java.time.Instant;

/**
 * A line of a listing.
 *
 * @param key without the place's prefix
 */
public record Listed(String key, long size, String etag, Instant modified) {}
