package io.movein.storage.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A file as the catalogue has it.
 *
 * @param id      of the row; the key where there is no row
 * @param binding where it lies
 * @param key     without the binding's prefix
 * @param size    of the plain bytes; null if the catalogue does not know it (yet)
 * @param sha256  of the plain bytes, in hex; null if the catalogue does not know it
 */
public record Artifact(
        String id,
        String organisation,
        String purpose,
        String binding,
        String key,
        @Nullable Long size,
        @Nullable String sha256) {

    public boolean liesAt(String otherBinding, String otherKey) {
        return binding.equals(otherBinding) && key.equals(otherKey);
    }
}
