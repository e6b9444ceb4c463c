package io.movein.github;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pull request as GitHub showed it at one moment.
 *
 * @param author null: the account is gone
 * @param fork whether its branch lies in another repository, or in one that is gone
 * @param mergeCommit the commit on the base branch; null: it was not merged
 * @param mergeable null: GitHub does not say yet, or was not asked for this one alone
 * @param mergeState GitHub's word for it, e.g. `clean`, `dirty`, `blocked`; empty as above
 */
public record PullSnapshot(
        int number,
        String title,
        String body,
        @Nullable GitHubAccount author,
        String branch,
        String head,
        String base,
        String baseCommit,
        boolean fork,
        State state,
        @Nullable String mergeCommit,
        @Nullable GitHubAccount mergedBy,
        @Nullable Boolean mergeable,
        String mergeState,
        int commits,
        Set<String> labels,
        Instant updatedAt,
        String url) {

    public enum State {
        OPEN,
        MERGED,
        CLOSED
    }

    public PullSnapshot {
        labels = Set.copyOf(labels);
    }

    static PullSnapshot of(JsonNode pull, String repository) {
        var merged = pull.path("merged_at").isTextual();
        var mergeable = pull.path("mergeable");
        return new PullSnapshot(
                pull.path("number").asInt(),
                pull.path("title").asText(),
                pull.path("body").asText(""),
                GitHubAccount.of(pull.path("user")),
                pull.at("/head/ref").asText(),
                pull.at("/head/sha").asText(),
                pull.at("/base/ref").asText(),
                pull.at("/base/sha").asText(),
                !pull.at("/head/repo/full_name").asText().equalsIgnoreCase(repository),
                merged ? State.MERGED : pull.path("state").asText().equals("open") ? State.OPEN : State.CLOSED,
                merged ? pull.path("merge_commit_sha").asText(null) : null,
                GitHubAccount.of(pull.path("merged_by")),
                mergeable.isBoolean() ? Boolean.valueOf(mergeable.asBoolean()) : null,
                pull.path("mergeable_state").asText(""),
                pull.path("commits").asInt(),
                StreamSupport.stream(pull.path("labels").spliterator(), false)
                        .map(label -> label.path("name").asText())
                        .collect(Collectors.toSet()),
                Instant.parse(pull.path("updated_at").asText()),
                pull.path("html_url").asText());
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }
}
