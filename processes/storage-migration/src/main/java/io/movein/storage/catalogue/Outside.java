package io.movein.storage.catalogue;

/** Artifacts that the plan leaves where they are, so that nobody takes a binding for empty. */
public record Outside(String binding, String purpose, long artifacts, long bytes) {}
