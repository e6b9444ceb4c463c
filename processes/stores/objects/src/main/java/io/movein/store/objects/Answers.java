package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Reads a failed call: by the code in the body where there is one, else by the status. */
final class Answers {

    /** What was asked, as an owner would say it, and whether a 412 means that something is already there. */
    record Asked(Supplier<String> what, boolean writes) {}

    private Answers() {}

    static StoreFailure noAnswer(Place place, Asked asked, IOException thrown) {
        return new StoreFailure(
                Kind.UNAVAILABLE,
                place,
                "%s: no answer (%s); is the endpoint right, and may this process reach it?"
                        .formatted(asked.what.get(), root(thrown)),
                thrown);
    }

    static StoreFailure failure(Place place, Asked asked, Refusal refusal) {
        var kind = kind(refusal.answer.status(), refusal.code, asked.writes);
        var message = "%s: answered %s%s".formatted(asked.what.get(), said(refusal), remedy(kind, place, refusal));
        return new StoreFailure(kind, place, message, refusal, refusal.retryAfter());
    }

    private static Kind kind(int status, String code, boolean writes) {
        return switch (code) {
            case "NoSuchBucket" -> Kind.NO_BUCKET;
            case "NoSuchKey", "NoSuchVersion", "NoSuchUpload" -> Kind.GONE;
            case "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "ExpiredToken",
                    "InvalidToken",
                    "TokenRefreshRequired",
                    "NotSignedUp" -> Kind.CREDENTIALS;
            case "RequestTimeTooSkewed", "RequestExpired" -> Kind.CLOCK;
            case "PermanentRedirect",
                    "TemporaryRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException" -> Kind.WRONG_REGION;
            case "SlowDown",
                    "SlowDownRead",
                    "SlowDownWrite",
                    "TooManyRequests",
                    "Throttling",
                    "ThrottlingException",
                    "RequestLimitExceeded",
                    "BandwidthLimitExceeded" -> Kind.THROTTLED;
            case "RequestTimeout", "InternalError", "OperationAborted", "ConditionalRequestConflict" ->
                Kind.UNAVAILABLE;
            case "EntityTooLarge", "MaxMessageLengthExceeded" -> Kind.TOO_LARGE;
            case "KeyTooLongError", "KeyTooLong", "InvalidURI", "InvalidObjectName", "XMinioInvalidObjectName" ->
                Kind.NAME;
            case "NotImplemented", "MethodNotAllowed" -> Kind.UNSUPPORTED;
            // a 403 that no right would change
            case "InvalidObjectState", "QuotaExceeded" -> Kind.REFUSED;
            default -> kind(status, writes);
        };
    }

    private static Kind kind(int status, boolean writes) {
        return switch (status) {
            case 301, 307 -> Kind.WRONG_REGION;
            case 401 -> Kind.CREDENTIALS;
            case 403 -> Kind.DENIED;
            case 404 -> Kind.GONE;
            case 405, 501 -> Kind.UNSUPPORTED;
            case 408, 409 -> Kind.UNAVAILABLE;
            case 412 -> writes ? Kind.OCCUPIED : Kind.CHANGED;
            case 413 -> Kind.TOO_LARGE;
            case 414 -> Kind.NAME;
            case 429, 503 -> Kind.THROTTLED;
            // an error in the body of a 200 is the server's own
            case 200 -> Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.REFUSED;
        };
    }

    private static String said(Refusal refusal) {
        var status = Integer.toString(refusal.answer.status());
        return refusal.code.isEmpty() || refusal.code.equals(status) ? status : status + " " + refusal.code;
    }

    private static String remedy(Kind kind, Place place, Refusal refusal) {
        return switch (kind) {
            case NO_BUCKET ->
                "; there is no bucket '%s' there: create it, or correct the name".formatted(place.bucket());
            case DENIED -> "; the access key may not do this: give it the right";
            case CREDENTIALS -> "; the access key is not valid (any more): renew the secret";
            case CLOCK -> "; " + skew(refusal) + ": set the clock right";
            case WRONG_REGION ->
                "; the bucket is not in the region '%s'%s: correct it"
                        .formatted(
                                place.region(),
                                refusal.region()
                                        .map(region -> " (the server says '%s')".formatted(region))
                                        .orElse(""));
            default -> remedy(refusal.code);
        };
    }

    private static String remedy(String code) {
        return switch (code) {
            case "InvalidObjectState" -> "; it is archived: restore it there and run again";
            case "QuotaExceeded" -> "; what may be stored there is used up: raise the quota";
            default -> "";
        };
    }

    private static String skew(Refusal refusal) {
        return refusal.date()
                .map(theirs -> "the clocks of the two sides differ by %d s"
                        .formatted(Duration.between(theirs, Instant.now()).abs().toSeconds()))
                .orElse("the clocks of the two sides differ too much");
    }

    private static String root(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
