package io.movein.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * Sends one request once. Every failure leaves as a {@link GitHubException}, which is unchecked, so that hub4j neither
 * retries nor sleeps nor rewraps it; hub4j sees successful answers only.
 */
final class HttpConnector implements GitHubConnector, AutoCloseable {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAUTHORIZED = 401;
    private static final int CACHE_BYTES = 32 * 1024 * 1024;
    private static final Set<String> SET_BY_THE_CLIENT =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    private final HttpClient http;
    private final Pace pace;
    private final Duration timeout;
    private final Duration limitWait;
    private final InstantSource clock;
    private final GitHubClock githubTime;
    private final Traffic traffic = new Traffic();
    private volatile Runnable refused = () -> {};
    private final Cache<URI, Answer> answers = Caffeine.newBuilder()
            .maximumWeight(CACHE_BYTES)
            .weigher((URI uri, Answer answer) -> answer.body().length + 1_000)
            .build();

    HttpConnector(GitHubAccess access, InstantSource clock) {
        this.timeout = access.timeout();
        this.limitWait = access.limitWait();
        this.clock = clock;
        this.githubTime = new GitHubClock(clock, System::nanoTime);
        this.pace = new Pace(access.pace(), clock);
        // HTTP/1.1: over plain HTTP the client would otherwise send every first request as an upgrade
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** To be told of every 401. */
    void onRefusedCredentials(Runnable refused) {
        this.refused = refused;
    }

    InstantSource githubTime() {
        return githubTime;
    }

    Traffic traffic() {
        return traffic;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    @Override
    public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
        var uri = URI.create(request.url().toString());
        var kind = Kind.of(request.method(), uri.getPath());
        var name = request.method() + " " + uri;
        pace.admit(kind);
        traffic.sent(kind);
        var known = request.method().equals("GET") ? answers.getIfPresent(uri) : null;
        var answer = Answer.of(exchange(name, kind, translate(request, uri, known)));
        return remember(request, uri, known, checked(name, kind, answer, known)).to(request, uri);
    }

    /** One request of our own making, of which nothing is remembered. */
    Answer call(Kind kind, String method, URI uri, Map<String, String> headers, byte @Nullable [] body) {
        var name = method + " " + uri;
        pace.admit(kind);
        traffic.sent(kind);
        var request = HttpRequest.newBuilder(uri)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return checked(name, kind, Answer.of(exchange(name, kind, request.build())), null);
    }

    /** An answer that says 200 and means a limit. */
    RateLimitedException limited(String name, Answer answer) {
        var verdict = new Verdict(name, Kind.READ, TOO_MANY_REQUESTS, answer.headers(), answer.readable());
        var failure = (RateLimitedException)
                verdict.failure(clock.instant(), limitWait).orElseThrow();
        traffic.wasLimited();
        pace.beSilent(failure.retryAfter().orElse(limitWait));
        return failure;
    }

    private Answer checked(String name, Kind kind, Answer answer, @Nullable Answer known) {
        githubTime.heard(answer.headers());
        if (known != null && answer.status() == 304) {
            traffic.wasUnchanged();
            return known;
        }
        if (answer.status() == UNAUTHORIZED) {
            refused.run();
        }
        new Verdict(name, kind, answer.status(), answer.headers(), answer.readable())
                .failure(clock.instant(), limitWait)
                .ifPresent(this::fail);
        if (answer.status() != 204 && !Page.isJson(answer.readable())) {
            throw unreadable(name, kind, answer);
        }
        return answer;
    }

    /** A write may have been done, whatever came back. */
    private static GitHubException unreadable(String name, Kind kind, Answer answer) {
        var said = name + " was answered " + answer.status() + " with " + answer.body().length
                + " bytes that are no JSON (expected JSON)";
        return kind.isWrite()
                ? new UnknownOutcomeException(said + "; read before writing again")
                : new GitHubUnavailableException(said);
    }

    /** What was remembered could not be read after all; a "not modified" must not bring it back. */
    void forget() {
        answers.invalidateAll();
    }

    private void fail(GitHubException failure) {
        if (failure instanceof RateLimitedException limited) {
            traffic.wasLimited();
            pace.beSilent(limited.retryAfter().orElse(limitWait));
        }
        throw failure;
    }

    private Answer remember(GitHubConnectorRequest request, URI uri, @Nullable Answer known, Answer answer) {
        if (!answer.equals(known)
                && request.method().equals("GET")
                && answer.etag().isPresent()) {
            answers.put(uri, answer);
        }
        return answer;
    }

    private HttpRequest translate(GitHubConnectorRequest request, URI uri, @Nullable Answer known) throws IOException {
        var builder = HttpRequest.newBuilder(uri);
        request.allHeaders().forEach((header, values) -> {
            if (!SET_BY_THE_CLIENT.contains(header.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> builder.header(header, value));
            }
        });
        if (request.contentType() != null) {
            builder.setHeader("Content-Type", request.contentType());
        }
        if (known != null) {
            known.etag().ifPresent(etag -> builder.setHeader("If-None-Match", etag));
        }
        var body =
                request.hasBody() ? BodyPublishers.ofByteArray(request.body().readAllBytes()) : BodyPublishers.noBody();
        return builder.method(request.method(), body).build();
    }

    /** The whole exchange has one deadline; the client's own request timeout ends with the headers. */
    private HttpResponse<byte[]> exchange(String name, Kind kind, HttpRequest request) {
        var answer = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw lost(name, kind, Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw lost(name, kind, new IOException("no answer within " + timeout, e));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw lost(name, kind, e);
        }
    }

    private static GitHubException lost(String name, Kind kind, Throwable cause) {
        var neverSent = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return kind.isWrite() && !neverSent
                ? new UnknownOutcomeException(
                        name + " may have been done or not, its answer was lost (" + cause
                                + "); read before writing again",
                        cause)
                : new GitHubUnavailableException(name + " got no answer (" + cause + ")", cause);
    }
}
