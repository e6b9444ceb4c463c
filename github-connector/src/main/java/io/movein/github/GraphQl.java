package io.movein.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;

/** Asks GitHub's GraphQL API, which answers 200 also where it could not answer: what went wrong stands beside the data. */
final class GraphQl {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 300;

    private final RestCalls calls;
    private final URI endpoint;
    private final String repository;

    GraphQl(GitHubAccess access, RestCalls calls) {
        this.calls = calls;
        this.endpoint = endpoint(access.apiUrl().toString());
        this.repository = access.repository();
    }

    /** Variables with our repository in them. */
    ObjectNode variables() {
        var parts = repository.split("/");
        return JSON.createObjectNode().put("owner", parts[0]).put("name", parts[1]);
    }

    /** Our repository as the query wants it; what is not there in it is null. */
    JsonNode repository(String query, ObjectNode variables) {
        var body = JSON.createObjectNode().put("query", query).set("variables", variables);
        var answer = ask(body);
        var json = parsed(answer);
        json.path("errors").forEach(error -> check(error, answer));
        if (!json.at("/data/repository").isObject()) {
            throw new GitHubUnavailableException("GraphQL's answer is not what was asked for: " + shortened(json));
        }
        return json.at("/data/repository");
    }

    /** Where the API itself is not found nothing may be concluded about what was asked for. */
    private Answer ask(JsonNode body) {
        try {
            return calls.ask(endpoint, body);
        } catch (GitHubRefusedException e) {
            if (!e.isGone()) {
                throw e;
            }
            throw new GitHubUnavailableException(
                    "GitHub's GraphQL API is not where it should be: " + e.getMessage(), e);
        }
    }

    private void check(JsonNode error, Answer answer) {
        var type = error.path("type").asText();
        if (type.equals("RATE_LIMITED") || error.path("message").asText().contains("rate limit")) {
            throw calls.limited(endpoint, answer);
        }
        if (!type.equals("NOT_FOUND")) {
            throw new GitHubUnavailableException("GraphQL could not answer: " + shortened(error));
        }
        if (error.path("path").size() < 2) {
            throw new GitHubUnavailableException(
                    "repository '" + repository
                            + "' cannot be seen with these credentials, expected one that they may read and write; check its name and the rights");
        }
    }

    private static JsonNode parsed(Answer answer) {
        try {
            return JSON.readTree(answer.readable());
        } catch (IOException e) {
            throw new GitHubUnavailableException("GraphQL's answer could not be read: " + e.getMessage(), e);
        }
    }

    private static String shortened(JsonNode json) {
        var text = json.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    /** `https://api.github.com/graphql`; at a server of one's own `/api/graphql` beside `/api/v3`. */
    private static URI endpoint(String api) {
        return URI.create(
                (api.endsWith("/api/v3") ? api.substring(0, api.length() - "/v3".length()) : api) + "/graphql");
    }
}
