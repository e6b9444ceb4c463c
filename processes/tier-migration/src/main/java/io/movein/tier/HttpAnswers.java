package io.movein.tier;

import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks once, over HTTP/1.1, and follows no redirect. */
final class HttpAnswers {

    static final int OK = 200;

    private HttpAnswers() {}

    /**
     * @throws IllegalArgumentException in words without a value, which may be secret
     * @throws io.movein.process.ConfigurationFailure if a secret cannot be read
     */
    static HttpRequest.Builder request(
            URI address, Map<String, String> headers, Map<String, SecretReference> secret, Secrets secrets) {
        var all = new HashMap<>(headers);
        secret.forEach(
                (name, reference) -> all.put(name, secrets.read(reference).text()));
        try {
            var request = HttpRequest.newBuilder(address);
            all.forEach(request::setHeader);
            return request;
        } catch (IllegalArgumentException cause) {
            throw new IllegalArgumentException(
                    "%s: cannot be asked (expected http:// or https:// with a host, and headers of one line)"
                            .formatted(address));
        }
    }

    /**
     * @param largest bytes of the answer's body at most; a larger one is given as none
     * @param patience for the whole answer
     */
    static HttpResponse<Optional<byte[]>> ask(HttpRequest request, int largest, Duration patience)
            throws IOException, InterruptedException {
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            try {
                // the client's own limit ends with the headers
                return client.sendAsync(request, BoundedBody.of(largest))
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                client.shutdownNow();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no answer within %d ms".formatted(patience.toMillis()));
        }
    }
}
