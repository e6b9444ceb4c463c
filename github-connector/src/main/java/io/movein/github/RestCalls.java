package io.movein.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.authorization.AuthorizationProvider;

/**
 * One request each to the issues of our repository. hub4j would fetch the issue before it writes to it, and the author of
 * each comment.
 */
final class RestCalls {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GitHubAccess access;
    private final HttpConnector connector;
    private final AuthorizationProvider authorization;

    RestCalls(GitHubAccess access, HttpConnector connector, AuthorizationProvider authorization) {
        this.access = access;
        this.connector = connector;
        this.authorization = authorization;
    }

    /**
     * @param path below the repository
     * @param body null: none
     */
    JsonNode send(String method, String path, @Nullable JsonNode body) {
        var uri = URI.create(access.apiUrl() + "/repos/" + access.repository() + path);
        var answer = connector.call(Kind.of(method, uri.getPath()), method, uri, headers(), bytes(body));
        try {
            return JSON.readTree(answer.readable());
        } catch (IOException e) {
            throw new UnknownOutcomeException(method + " " + uri + " was answered by what cannot be read", e);
        }
    }

    /** @param path below the API, not below the repository */
    Answer get(String path) {
        return connector.call(Kind.READ, "GET", URI.create(access.apiUrl() + path), headers(), null);
    }

    /** @param path below the API, not below the repository */
    void post(String path) {
        connector.call(Kind.CHANGE, "POST", URI.create(access.apiUrl() + path), headers(), null);
    }

    /** A question that is asked by POST and changes nothing. */
    Answer ask(URI uri, JsonNode body) {
        return connector.call(Kind.READ, "POST", uri, headers(), bytes(body));
    }

    RateLimitedException limited(URI uri, Answer answer) {
        return connector.limited("POST " + uri, answer);
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Map<String, String> headers() {
        try {
            return Map.of(
                    "Authorization", authorization.getEncodedAuthorization(),
                    "Accept", "application/vnd.github+json",
                    "Content-Type", "application/json");
        } catch (IOException e) {
            throw new GitHubUnavailableException("no token could be had: " + e.getMessage(), e);
        }
    }

    private static byte @Nullable [] bytes(@Nullable JsonNode body) {
        try {
            return body == null ? null : JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
