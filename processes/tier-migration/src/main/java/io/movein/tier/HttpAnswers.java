package io.movein.tier;

import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.process.http.BoundedQuestion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Asks once, over HTTP/1.1, and follows no redirect. */
final class HttpAnswers {

    static final int OK = 200;

    /** For all of the program, as each would begin threads of its own; it has no state but connections that are used again. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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
        return new BoundedQuestion(CLIENT, largest, patience).ask(request);
    }
}
