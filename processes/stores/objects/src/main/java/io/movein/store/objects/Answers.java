package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Reads a failed call: by the code in the body where there is one, else by the status. */
final class Answers {

    /** What was asked, as an owner would say it, and whether a 412 means that something is already there. */
    record Asked(String what, boolean writes) {}

    private Answers() {}

    static StoreFailure failure(Place place, Asked asked, SdkException thrown) {
        if (!(thrown instanceof AwsServiceException answer)) {
            return new StoreFailure(
                    Kind.UNAVAILABLE,
                    place,
                    "%s: no answer (%s); is the endpoint right, and may this process reach it?"
                            .formatted(asked.what, root(thrown)),
                    thrown);
        }
        var details = answer.awsErrorDetails();
        var code = details == null || details.errorCode() == null ? "" : details.errorCode();
        var kind = kind(answer.statusCode(), code, asked.writes);
        var message = "%s: answered %s%s".formatted(asked.what, said(answer, code), remedy(kind, place, answer));
        return new StoreFailure(kind, place, message, thrown, retryAfter(details));
    }

    private static Optional<Duration> retryAfter(@Nullable AwsErrorDetails details) {
        return details == null || details.sdkHttpResponse() == null
                ? Optional.empty()
                : details.sdkHttpResponse()
                        .firstMatchingHeader("Retry-After")
                        .filter(seconds -> seconds.matches("\\d{1,5}"))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
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

    private static String said(AwsServiceException answer, String code) {
        return code.isEmpty() || code.equals(Integer.toString(answer.statusCode()))
                ? Integer.toString(answer.statusCode())
                : answer.statusCode() + " " + code;
    }

    private static String remedy(Kind kind, Place place, AwsServiceException answer) {
        return switch (kind) {
            case NO_BUCKET ->
                "; there is no bucket '%s' there: create it, or correct the name".formatted(place.bucket());
            case DENIED -> "; the access key may not do this: give it the right";
            case CREDENTIALS -> "; the access key is not valid (any more): renew the secret";
            case CLOCK -> "; " + skew(answer) + ": set the clock right";
            case WRONG_REGION -> "; the bucket is not in the region '%s': correct it".formatted(place.region());
            default -> "";
        };
    }

    private static String skew(AwsServiceException answer) {
        var date = answer.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Date");
        try {
            var theirs = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.orElse(""), Instant::from);
            return "the clocks of the two sides differ by %d s"
                    .formatted(Duration.between(theirs, Instant.now()).abs().toSeconds());
        } catch (DateTimeParseException noDate) {
            return "the clocks of the two sides differ too much";
        }
    }

    private static String root(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
