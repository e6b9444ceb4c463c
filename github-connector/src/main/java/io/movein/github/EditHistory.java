package io.movein.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.authorization.AuthorizationProvider;

/**
 * Asks GitHub's GraphQL API which comments were ever edited. The REST API tells it by times of whole seconds alone, and
 * whoever may write to the repository can edit a comment within the second in which somebody else wrote it.
 */
final class EditHistory {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUERY = """
            query($owner: String!, $name: String!, $number: Int!, $after: String) {
              repository(owner: $owner, name: $name) {
                issue(number: $number) {
                  comments(first: 100, after: $after) {
                    nodes { databaseId lastEditedAt }
                    pageInfo { hasNextPage endCursor }
                  }
                }
              }
            }""";

    private final GitHubAccess access;
    private final HttpConnector connector;
    private final AuthorizationProvider authorization;

    EditHistory(GitHubAccess access, HttpConnector connector, AuthorizationProvider authorization) {
        this.access = access;
        this.connector = connector;
        this.authorization = authorization;
    }

    /** Empty: there is no GraphQL at this GitHub. */
    Optional<Set<Long>> editedComments(int number) throws IOException {
        var edited = new HashSet<Long>();
        String after = null;
        try {
            do after = page(number, after, edited);
            while (after != null);
            return Optional.of(edited);
        } catch (GitHubRefusedException e) {
            if (!e.isGone()) throw e;
            return Optional.empty();
        }
    }

    private @Nullable String page(int number, @Nullable String after, Set<Long> edited) throws IOException {
        var comments = comments(ask(number, after), number);
        for (var comment : comments.path("nodes"))
            if (!comment.path("lastEditedAt").isNull())
                edited.add(comment.path("databaseId").asLong());
        var page = comments.path("pageInfo");
        return page.path("hasNextPage").asBoolean() ? page.path("endCursor").asText() : null;
    }

    private JsonNode ask(int number, @Nullable String after) throws IOException {
        var parts = access.repository().split("/");
        var variables = JSON.createObjectNode()
                .put("owner", parts[0])
                .put("name", parts[1])
                .put("number", number)
                .put("after", after);
        var body = JSON.createObjectNode().put("query", QUERY).set("variables", variables);
        var answer = connector.ask(
                endpoint(),
                Map.of("Authorization", authorization.getEncodedAuthorization(), "Content-Type", "application/json"),
                JSON.writeValueAsBytes(body));
        return JSON.readTree(answer);
    }

    /** GraphQL answers 200 also where it could not answer; then nobody may conclude that nothing was edited. */
    private static JsonNode comments(JsonNode answer, int number) {
        var comments = answer.at("/data/repository/issue/comments");
        if (answer.has("errors") || !comments.path("nodes").isArray())
            throw new GitHubUnavailableException(
                    "the edit history of issue #" + number + " could not be had: " + shortened(answer.toString()));
        return comments;
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    /** `https://api.github.com/graphql`; at a server of one's own `/api/graphql` beside `/api/v3`. */
    private URI endpoint() {
        var api = access.apiUrl().toString();
        return URI.create(
                (api.endsWith("/api/v3") ? api.substring(0, api.length() - "/v3".length()) : api) + "/graphql");
    }
}
