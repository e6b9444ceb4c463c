package io.movein.storage.catalogue;

/**
 * Where an artifact is to point: only ever where it was read back.
 *
 * @param organisation whose it is from then on
 * @param size         of the plain bytes
 */
public record ArtifactLocation(String binding, String key, String organisation, long size, String sha256) {}
