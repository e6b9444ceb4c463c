package io.movein.github;

import java.util.Set;

/** The labels that a repository offers. Methods may throw a {@link GitHubException}. */
public interface RepositoryLabels {

    Set<String> names();

    /** @param color six hex digits, without a hash sign */
    void create(String name, String color, String description);
}
