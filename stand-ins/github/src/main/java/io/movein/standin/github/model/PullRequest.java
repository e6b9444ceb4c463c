package io.movein.standin.github.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a pull request has beyond its issue. {@code head} is a label such as {@code acme:branch}, whose owner is another one for a
 * fork; {@code base} is a branch of the repository itself. A pull request that is closed keeps the SHAs it had then.
 */
public record PullRequest(
        int number,
        String head,
        String base,
        String headSha,
        String baseSha,
        @Nullable Merge merge) {

    public record Merge(Instant at, String by, String sha) {}

    public String headOwner() {
        return head.substring(0, head.indexOf(':'));
    }

    public String headBranch() {
        return head.substring(head.indexOf(':') + 1);
    }

    PullRequest at(String newHead, String newBase) {
        return new PullRequest(number, head, base, newHead, newBase, merge);
    }

    PullRequest merged(Merge how) {
        return new PullRequest(number, head, base, headSha, baseSha, how);
    }
}
