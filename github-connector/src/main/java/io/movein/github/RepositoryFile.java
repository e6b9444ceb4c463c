package io.movein.github;

/** A file in a commit: its mode as git has it, the SHA of its contents and their size in bytes. */
public record RepositoryFile(String path, String mode, String blob, long size) {}
