package io.movein.github;

import java.time.Instant;
import java.util.Set;

/**
 * That something happened to an issue.
 *
 * @param byOthers differs as soon as somebody else than we did something; our own writes leave it as it is
 */
public record ChangedIssue(int number, Set<String> labels, Instant updatedAt, String byOthers) {
    public ChangedIssue {
        labels = Set.copyOf(labels);
    }
}
