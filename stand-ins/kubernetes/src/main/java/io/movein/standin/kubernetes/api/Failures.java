package io.movein.standin.kubernetes.api;

import io.movein.standin.kubernetes.objects.Refusal;

/** What an API server in trouble answers. */
final class Failures {
    private Failures() {}

    static Refusal of(int status) {
        return switch (status) {
            case 429 ->
                Refusal.of(429, "TooManyRequests", "Too many requests, please try again later.")
                        .retryAfter(1);
            case 503 -> Refusal.of(503, "ServiceUnavailable", "the server is currently unable to handle the request");
            case 504 -> Refusal.of(504, "Timeout", "Timeout: request did not complete within requested timeout");
            default -> Refusal.of(status, status == 500 ? "InternalError" : "", "the server was told to fail");
        };
    }
}
