package io.movein.example.media.migration;

import io.movein.example.media.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The source, read only. */
record Source(HttpClient http, URI address, String token) {

    Manifest manifest() throws Failure, InterruptedException {
        try (var body = get(address.resolve("/manifest.sha256"))) {
            return Manifest.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(Failure.Kind.SOURCE, "the old host's manifest cannot be read: " + e.getMessage());
        }
    }

    InputStream open(Manifest.Entry file) throws Failure, InterruptedException {
        return get(file.on(address));
    }

    private InputStream get(URI uri) throws Failure, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(30))
                .build();
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new Failure(Failure.Kind.SOURCE, "the old host does not answer for %s: %s".formatted(uri, e));
        }
        if (response.statusCode() != 200) {
            throw new Failure(
                    Failure.Kind.SOURCE,
                    "the old host answers %d for %s%s"
                            .formatted(
                                    response.statusCode(),
                                    uri,
                                    response.statusCode() == 401
                                            ? ": it does not accept the token in the secret 'old-host'"
                                            : ""));
        }
        return response.body();
    }
}
