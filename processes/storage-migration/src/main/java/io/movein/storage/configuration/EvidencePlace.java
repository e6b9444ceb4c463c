package io.movein.storage.configuration;

/** A binding, and a prefix below the binding's own. */
public record EvidencePlace(String binding, String prefix) {}
