package io.movein.github;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.kohsuke.github.GHLabel;
import org.kohsuke.github.GitHub;

/** {@link RepositoryLabels} by way of hub4j. */
final class HubLabels implements RepositoryLabels {

    private static final int PAGE = 100;

    private final GitHub hub;
    private final String repository;

    HubLabels(GitHub hub, String repository) {
        this.hub = hub;
        this.repository = repository;
    }

    @Override
    public Set<String> names() {
        return call(() -> hub.getRepository(repository).listLabels().withPageSize(PAGE).toList().stream()
                .map(GHLabel::getName)
                .collect(Collectors.toSet()));
    }

    @Override
    public void create(String name, String color, String description) {
        call(() -> hub.getRepository(repository).createLabel(name, color, description));
    }

    private static <T> T call(GitHubIssues.Call<T> call) {
        try {
            return call.get();
        } catch (IOException e) {
            throw new GitHubUnavailableException("GitHub's answer could not be read: " + e.getMessage(), e);
        }
    }
}
