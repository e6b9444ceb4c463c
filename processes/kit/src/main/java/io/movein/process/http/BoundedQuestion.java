package io.movein.process.http;

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

/**
 * Asks once, and takes no larger and no later answer than it may: the client's own limit of time ends with the headers, and it has none of
 * size. What nobody waits for any more is cut off.
 *
 * @param largest  bytes of the answer's body at most; a larger one is given as none
 * @param patience for the whole answer
 */
public record BoundedQuestion(HttpClient client, int largest, Duration patience) {

    /** @throws HttpTimeoutException if the answer does not end in time */
    public HttpResponse<Optional<byte[]>> ask(HttpRequest request) throws IOException, InterruptedException {
        var answer = client.sendAsync(request, BoundedBody.of(largest));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no answer within %d ms".formatted(patience.toMillis()));
        } finally {
            // nothing to an answer that is there
            answer.cancel(true);
        }
    }
}
