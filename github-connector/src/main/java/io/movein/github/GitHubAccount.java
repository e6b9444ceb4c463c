package io.movein.github;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** An account as GitHub names it; the id is null where a commit names somebody without one. */
public record GitHubAccount(@Nullable Long id, String login) {

    /** Null: the account is gone, or nobody is named. */
    static @Nullable GitHubAccount of(JsonNode user) {
        return user.isObject()
                ? new GitHubAccount(user.path("id").asLong(), user.path("login").asText())
                : null;
    }
}
