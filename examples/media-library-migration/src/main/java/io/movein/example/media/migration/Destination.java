package io.movein.example.media.migration;

import io.movein.example.media.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The destination: the tenant's own storage interface. It answers a write with the SHA-256 of what it then holds. */
record Destination(HttpClient http, URI address, String token) {

    void check() throws Failure, InterruptedException {
        var answer = send(request(address.resolve("/manifest.sha256")).GET());
        if (answer.statusCode() != 200) {
            throw refused("to be read", answer);
        }
    }

    boolean holds(Manifest.Entry file) throws Failure, InterruptedException {
        var answer = send(request(file.on(address)).HEAD());
        return answer.statusCode() == 200
                && file.sha256().equals(answer.headers().firstValue("X-Sha256").orElse(""));
    }

    void put(Manifest.Entry file, InputStream content) throws Failure, InterruptedException {
        var answer = send(request(file.on(address))
                .header("X-Sha256", file.sha256())
                .PUT(BodyPublishers.ofInputStream(() -> content)));
        if (answer.statusCode() == 422) {
            throw new Failure(
                    Failure.Kind.MISMATCH,
                    "the storage received %s with another content: %s".formatted(file.path(), answer.body()));
        }
        if (answer.statusCode() != 201) {
            throw refused(file.path(), answer);
        }
        if (!file.sha256().equals(answer.body().strip())) {
            throw new Failure(
                    Failure.Kind.MISMATCH,
                    "the storage holds %s with SHA-256 %s, expected %s"
                            .formatted(file.path(), answer.body().strip(), file.sha256()));
        }
    }

    private HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofMinutes(2));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Failure, InterruptedException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Failure(Failure.Kind.DESTINATION, "the storage at %s does not answer: %s".formatted(address, e));
        }
    }

    private static Failure refused(String what, HttpResponse<String> answer) {
        return new Failure(
                Failure.Kind.DESTINATION,
                "the storage refuses %s: %d %s"
                        .formatted(what, answer.statusCode(), answer.body().strip()));
    }
}
