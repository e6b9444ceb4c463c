package io.movein.github;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
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
        if (!headers.firstValue("content-encoding").orElse("").equals("gzip")) {
            return body;
        }
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return plain.readAllBytes();
        } catch (IOException e) {
            return body;
        }
    }

    /** Of a page: with the link to the one that follows it, and no other. */
    GitHubConnectorResponse to(GitHubConnectorRequest request, URI asked) {
        var all = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers.map());
        all.remove("link");
        Page.link(asked, this).ifPresent(link -> all.put("link", List.of(link)));
        return new GitHubConnectorResponse.ByteArrayResponse(request, status, all) {
            @Override
            protected InputStream rawBodyStream() {
                return new ByteArrayInputStream(body);
            }
        };
    }
}
