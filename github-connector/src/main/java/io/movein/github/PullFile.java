package io.movein.github;

import org.jspecify.annotations.Nullable;

/** A file that a pull request changes; {@code status} is GitHub's word, e.g. `added`, `modified`, `removed`, `renamed`. */
public record PullFile(String path, String status, @Nullable String formerPath) {}
