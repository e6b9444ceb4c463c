package io.movein.local.library;

import io.movein.local.github.GitHubUser;
import java.util.List;

/** The issue with which the tenant was onboarded, long before: closed as completed. */
public final class Onboarding {
    private static final String LABEL = "onboard-my-capability";

    private Onboarding() {}

    /** Its number; filed and closed if there is none of this owner with this title. */
    public static int ensure(GitHubUser owner, GitHubUser operator, String title) {
        return operator.issues(LABEL, "closed").stream()
                .filter(issue -> issue.title().equals(title) && issue.author().equals(owner.login()))
                .map(GitHubUser.Issue::number)
                .findFirst()
                .orElseGet(() -> file(owner, operator, title));
    }

    private static int file(GitHubUser owner, GitHubUser operator, String title) {
        var issue = owner.file(title, "### Capability\n\nA media library with its own storage.\n", List.of(LABEL));
        if (!issue.has(LABEL)) {
            operator.label(issue.number(), LABEL);
        }
        operator.close(issue.number());
        return issue.number();
    }
}
