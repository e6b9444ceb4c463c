package io.movein.tier;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks once, over HTTP/1.1, and follows no redirect. */
final class HttpAnswers {

    private HttpAnswers() {}

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
