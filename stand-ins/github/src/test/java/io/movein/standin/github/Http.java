package io.movein.standin.github;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Plain requests, for what a client library would hide. */
final class Http {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Http() {}

    static HttpResponse<String> get(LocalGitHub github, String login, String path, String... headers)
            throws IOException, InterruptedException {
        var request = request(github, login, path).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    static HttpResponse<String> post(LocalGitHub github, String login, String path, String json)
            throws IOException, InterruptedException {
        return CLIENT.send(
                request(github, login, path).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
    }

    static HttpResponse<String> delete(LocalGitHub github, String login, String path)
            throws IOException, InterruptedException {
        return CLIENT.send(request(github, login, path).DELETE().build(), BodyHandlers.ofString());
    }

    static HttpResponse<String> form(LocalGitHub github, String path, String fields, String origin)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(github.url() + path))
                .header("Origin", origin)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields));
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(LocalGitHub github, String login, String path) {
        return HttpRequest.newBuilder(URI.create(github.url() + path)).header("Authorization", "Bearer " + login);
    }
}
