package io.movein.standin.github.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.faults.Faults;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Refused;
import io.movein.standin.github.model.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** What every API request passes: token, limits, faults, and on its way back ETag and limit headers. */
final class Gate {

    interface Endpoint {
        Answer answer(Call call);
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};
    private static final Pattern OF_ISSUE =
            Pattern.compile("/repos/[^/]+/[^/]+/(?:issues|pulls)/(comments/)?([0-9]{1,18})(?:/.*)?");
    private static final User APP = User.bot(9001, "app");
    private static final User NOBODY = User.reader(0, "");

    private final GitHubModel model;
    private final Faults faults;
    private final LoginTraffic traffic;
    private final AppPermissions app;

    Gate(GitHubModel model, Faults faults, LoginTraffic traffic, AppPermissions app) {
        this.model = model;
        this.faults = faults;
        this.traffic = traffic;
        this.app = app;
    }

    /** An endpoint of this repository; any other repository is not found. */
    Handler repository(Endpoint endpoint) {
        return open(call -> {
            var asked = call.path("owner") + "/" + call.path("repo");
            return asked.equalsIgnoreCase(model.repository().toString())
                    ? endpoint.answer(call)
                    : Answer.error(404, "Not Found");
        });
    }

    /** An endpoint of a GitHub App, which shows a JWT. Its signature is not looked at here. */
    Handler app(Endpoint endpoint) {
        return http -> {
            var isJwt = token(http)
                    .filter(token -> token.matches("ey[\\w-]+\\.[\\w-]+\\.[\\w-]+"))
                    .isPresent();
            if (isJwt) {
                pass(http, APP, endpoint);
            } else {
                write(http, Answer.error(401, "A JSON web token could not be decoded"));
            }
        };
    }

    Handler open(Endpoint endpoint) {
        return http -> {
            var token = token(http);
            if (token.isEmpty()) {
                write(http, Answer.error(401, "Requires authentication"));
                return;
            }
            var login = AppEndpoints.login(token.get());
            var user = model.user(login);
            if (user.isEmpty()) {
                write(http, Answer.error(401, "Bad credentials"));
                return;
            }
            var refusal = login.equals(token.get())
                    ? Optional.<Answer>empty()
                    : app.refusal(http.method().name(), http.path());
            pass(http, user.get(), refusal.<Endpoint>map(it -> _ -> it).orElse(endpoint));
        };
    }

    private void pass(Context http, User user, Endpoint endpoint) {
        var fault = faults.takeAnswer(http.method().name(), http.path());
        var answer = fault.flatMap(this::instead).orElseGet(() -> limited(new Call(http, user), endpoint));
        if (fault.isPresent() && isSilent(fault.get())) {
            traffic.done(user.login(), http.method().name(), http.path(), answer.status(), issue(http));
            if (fault.get() instanceof AnswerFault.LostAnswer) {
                hangUp(http);
            } else {
                http.future(CompletableFuture::new);
            }
            return;
        }
        finish(http, user, answer);
    }

    private static boolean isSilent(AnswerFault fault) {
        return fault instanceof AnswerFault.LostAnswer || fault instanceof AnswerFault.StalledAnswer;
    }

    private Answer limited(Call call, Endpoint endpoint) {
        var quota = traffic.quota(call.actor());
        if (quota.exhausted()) {
            return Answer.error(
                    403, "API rate limit exceeded for user ID " + call.user().id() + ".");
        }
        try {
            return endpoint.answer(call);
        } catch (Refused refused) {
            return Answer.refusal(refused);
        } catch (Call.BadRequest bad) {
            return Answer.error(bad.status, String.valueOf(bad.getMessage()));
        }
    }

    private Optional<Answer> instead(AnswerFault fault) {
        return switch (fault) {
            case AnswerFault.LostAnswer lost -> Optional.empty();
            case AnswerFault.StalledAnswer stalled -> Optional.empty();
            case AnswerFault.ServerError error -> Optional.of(Answer.error(error.status(), "Server Error"));
            case AnswerFault.PrimaryLimit limit -> Optional.of(primary(limit));
            case AnswerFault.SecondaryLimit limit -> Optional.of(secondary(limit));
            case AnswerFault.Page page -> Optional.of(Answer.text(page.status(), page.headers(), page.text()));
        };
    }

    private Answer primary(AnswerFault.PrimaryLimit limit) {
        var reset = model.clock().instant().plus(limit.resetIn()).getEpochSecond();
        return with(
                Answer.error(403, "API rate limit exceeded for user."),
                Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", String.valueOf(reset)));
    }

    private static Answer secondary(AnswerFault.SecondaryLimit limit) {
        var answer = Answer.error(
                limit.status(),
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
        return limit.retryAfter() == null
                ? answer
                : with(
                        answer,
                        Map.of("Retry-After", String.valueOf(limit.retryAfter().toSeconds())));
    }

    private static Answer with(Answer answer, Map<String, String> headers) {
        return new Answer(answer.status(), answer.body(), headers, null);
    }

    private void finish(Context http, User user, Answer answer) {
        var body = bytes(answer);
        var etag = answer.status() == 200 && http.method().name().equals("GET") ? etag(body) : null;
        var asked = Objects.requireNonNullElse(http.header("If-None-Match"), "");
        var known = etag != null && asked.contains(etag);
        var quota = traffic.count(user.login(), known);
        limitHeaders(quota).forEach(http::header);
        if (etag != null) {
            http.header("ETag", "W/" + etag).header("Cache-Control", "private, max-age=60, s-maxage=60");
        }
        traffic.done(user.login(), http.method().name(), http.path(), known ? 304 : answer.status(), issue(http));
        write(http, known ? 304 : answer.status(), answer.headers(), known ? NOTHING : body);
    }

    /** Which issue a request is about; 0: none. */
    private int issue(Context http) {
        var match = OF_ISSUE.matcher(http.path());
        if (http.path().equals("/graphql")) {
            return new Call(http, NOBODY).body().at("/variables/number").asInt();
        }
        if (!match.matches()) {
            return 0;
        }
        try {
            return match.group(1) == null
                    ? Integer.parseInt(match.group(2))
                    : model.comment(Long.parseLong(match.group(2))).issue();
        } catch (Refused | NumberFormatException e) {
            return 0;
        }
    }

    static Map<String, String> limitHeaders(LoginTraffic.Quota quota) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("X-RateLimit-Limit", String.valueOf(quota.limit()));
        headers.put("X-RateLimit-Remaining", String.valueOf(quota.remaining()));
        headers.put("X-RateLimit-Used", String.valueOf(quota.used()));
        headers.put("X-RateLimit-Reset", String.valueOf(quota.reset().getEpochSecond()));
        headers.put("X-RateLimit-Resource", "core");
        return headers;
    }

    private static void write(Context http, Answer answer) {
        write(http, answer.status(), answer.headers(), bytes(answer));
    }

    private static void write(Context http, int status, Map<String, String> headers, byte[] body) {
        http.status(status).header("X-GitHub-Media-Type", "github.v3; format=json");
        headers.forEach(http::header);
        if (body.length > 0) {
            var type = headers.getOrDefault("Content-Type", "application/json; charset=utf-8");
            http.contentType(type).result(body);
        }
    }

    /** Without the {@code W/}: clients compare weakly. Like GitHub's it covers the body alone, not the page's links. */
    private static String etag(byte[] body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return "\"" + HexFormat.of().formatHex(digest.digest(body)) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(Answer answer) {
        try {
            if (answer.text() != null) {
                return answer.text().getBytes(StandardCharsets.UTF_8);
            }
            return answer.body() == null ? NOTHING : JSON.writeValueAsBytes(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }

    private static Optional<String> token(Context http) {
        var header = http.header("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        var parts = header.trim().split("\\s+", 2);
        var scheme = parts[0].toLowerCase(Locale.ROOT);
        return parts.length == 2 && (scheme.equals("bearer") || scheme.equals("token"))
                ? Optional.of(parts[1])
                : Optional.empty();
    }

    private static void hangUp(Context http) {
        ServletContextRequest.getServletContextRequest(http.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
