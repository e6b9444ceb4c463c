package io.movein.github;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/** An answer of GitHub, whole, with the body as it came (it may be compressed). */
record Answer(int status, HttpHeaders headers, byte[] body) {

    static Answer of(HttpResponse<byte[]> response) {
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    Optional<String> etag() {
        return headers.firstValue("etag");
    }

    byte[] readable() {
        if (!headers.firstValue("content-encoding").orElse("").equals("gzip")) return body;
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return plain.readAllBytes();
        } catch (IOException e) {
            return body;
        }
    }

    GitHubConnectorResponse to(GitHubConnectorRequest request) {
        return new GitHubConnectorResponse.ByteArrayResponse(request, status, headers.map()) {
            @Override
            protected InputStream rawBodyStream() {
                return new ByteArrayInputStream(body);
            }
        };
    }
}
