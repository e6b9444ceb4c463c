package io.movein.local.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.movein.local.stack.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Somebody with a token, acting on one repository's issues as they would in a browser. */
public final class GitHubUser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    public record Comment(long id, String author, String body) {}

    public record Issue(
            int number,
            String title,
            String state,
            @Nullable String stateReason,
            String author,
            List<String> labels,
            String url) {
        public boolean has(String label) {
            return labels.contains(label);
        }
    }

    private final URI api;
    private final String repository;
    private final String token;
    private final JsonNode account;

    private GitHubUser(URI api, String repository, String token) {
        this.api = api;
        this.repository = repository;
        this.token = token;
        this.account = call("GET", "/user", null);
    }

    public static GitHubUser of(URI api, String repository, String token) {
        return new GitHubUser(api, repository, token);
    }

    public String login() {
        return account.path("login").asText();
    }

    public long id() {
        return account.path("id").asLong();
    }

    /** Over the API GitHub drops the labels of somebody without write access; look at what came back. */
    public Issue file(String title, String body, List<String> labels) {
        return issue(call("POST", issues(), Map.of("title", title, "body", body, "labels", labels)));
    }

    public Issue issue(int number) {
        return issue(call("GET", issues() + "/" + number, null));
    }

    public List<Issue> issues(String label, String state) {
        var query = "?per_page=100&state=" + state + "&labels=" + URLEncoder.encode(label, StandardCharsets.UTF_8);
        return stream(call("GET", issues() + query, null))
                .map(GitHubUser::issue)
                .toList();
    }

    public void label(int number, String label) {
        call("POST", issues() + "/" + number + "/labels", Map.of("labels", List.of(label)));
    }

    public void comment(int number, String body) {
        call("POST", issues() + "/" + number + "/comments", Map.of("body", body));
    }

    /** In place of what it said. */
    public void edit(int number, String body) {
        call("PATCH", issues() + "/" + number, Map.of("body", body));
    }

    public void close(int number) {
        call("PATCH", issues() + "/" + number, Map.of("state", "closed", "state_reason", "completed"));
    }

    public List<Comment> comments(int number) {
        var all = new ArrayList<Comment>();
        for (var page = 1; all.size() == (page - 1) * 100; page++) {
            stream(call("GET", issues() + "/" + number + "/comments?per_page=100&page=" + page, null))
                    .forEach(one -> all.add(new Comment(
                            one.path("id").asLong(),
                            one.path("user").path("login").asText(),
                            one.path("body").asText())));
        }
        return all;
    }

    /** A pull request as far as it is looked at. */
    public record PullRequest(int number, String head, boolean merged) {}

    /** The newest pull request of a branch of the repository itself; none: there is none. */
    public Optional<PullRequest> pull(String branch) {
        var head = URLEncoder.encode(repository.split("/")[0] + ":" + branch, StandardCharsets.UTF_8);
        return stream(call("GET", "/repos/" + repository + "/pulls?state=all&head=" + head, null))
                .map(one -> new PullRequest(
                        one.path("number").asInt(),
                        one.path("head").path("sha").asText(),
                        one.path("merged_at").isTextual()))
                .findFirst();
    }

    public String read(String branch, String path) {
        return new String(
                Base64.getMimeDecoder()
                        .decode(file(branch, path).path("content").asText()),
                StandardCharsets.UTF_8);
    }

    /** In one commit, in place of what the file has there. */
    public void write(String branch, String path, String text) {
        var content = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        var sha = file(branch, path).path("sha").asText();
        call(
                "PUT",
                "/repos/" + repository + "/contents/" + path,
                Map.of("message", "Fill in " + path, "content", content, "branch", branch, "sha", sha));
    }

    /** Approves exactly this commit of a pull request. */
    public void approve(int number, String commit) {
        call(
                "POST",
                "/repos/" + repository + "/pulls/" + number + "/reviews",
                Map.of("event", "APPROVE", "commit_id", commit, "body", "Read and found well."));
    }

    private JsonNode file(String branch, String path) {
        var ref = URLEncoder.encode(branch, StandardCharsets.UTF_8);
        return call("GET", "/repos/" + repository + "/contents/" + path + "?ref=" + ref, null);
    }

    private String issues() {
        return "/repos/" + repository + "/issues";
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Issue issue(JsonNode json) {
        return new Issue(
                json.path("number").asInt(),
                json.path("title").asText(),
                json.path("state").asText(),
                json.path("state_reason").isTextual()
                        ? json.path("state_reason").asText()
                        : null,
                json.path("user").path("login").asText(),
                stream(json.path("labels"))
                        .map(label -> label.path("name").asText())
                        .toList(),
                json.path("html_url").asText());
    }

    private JsonNode call(String method, String path, @Nullable Object body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(api.toString().replaceFirst("/+$", "") + path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Authorization", "Bearer " + token)
                    .header("Accept", "application/vnd.github+json")
                    .header("X-GitHub-Api-Version", "2022-11-28")
                    .method(
                            method,
                            body == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            var answer = CLIENT.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new Trouble(
                        "GitHub answered " + method + " " + path + " with " + answer.statusCode() + " (expected 2xx): "
                                + answer.body().lines().findFirst().orElse(""));
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new Trouble("GitHub at " + api + " did not answer " + method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble("interrupted while waiting for GitHub", e);
        }
    }
}
