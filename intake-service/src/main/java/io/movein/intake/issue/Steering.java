package io.movein.intake.issue;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.movein.contract.issue.CommandWord;
import io.movein.model.Control;
import io.movein.model.ControlKind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what follows the commands to a process: `/parallel 8`, `/rate 50MiB/s`, `/rate 200 requests/s`, `/cutover force at … why`. */
final class Steering {

    private static final int MOST_WORKERS = 1_024;
    private static final BigDecimal SLOWEST = BigDecimal.valueOf(1_024);
    private static final BigDecimal FASTEST = BigDecimal.valueOf(1L << 40);
    private static final Pattern RATE = Pattern.compile(
            "([0-9]{1,15}(?:\\.[0-9]{1,6})?) ?([kmgt]?)(i?)b?/s(?:ec|econd)?", Pattern.CASE_INSENSITIVE);
    private static final int MOST_REQUESTS = 1_000_000;
    private static final Pattern REQUESTS =
            Pattern.compile("([0-9]{1,7}) ?requests?/s(?:ec|econd)?", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_REASON = 500;
    private static final Pattern CUTOVER = Pattern.compile("(?:at\\s+(\\S{1,40}))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern FORCED =
            Pattern.compile("force(?:\\s+at\\s+(\\S{1,40}))?(?:\\s+(\\S.*))?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> POWERS = Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4);

    private Steering() {}

    static CommandLine read(String line, CommandWord word, String rest, Instant said) {
        var control = switch (word) {
            case PAUSE -> alone(rest, ControlKind.PAUSE);
            case CONTINUE -> alone(rest, ControlKind.CONTINUE);
            case VERIFY -> alone(rest, ControlKind.VERIFY);
            case ROLLBACK -> alone(rest, ControlKind.ROLLBACK);
            case PARALLEL -> parallel(rest);
            case RATE -> rate(rest);
            case CUTOVER -> cutover(rest, said);
            default -> throw new IllegalArgumentException(word + " is no command to a running process");
        };
        return control.<CommandLine>map(found -> new CommandLine.Steer(word, found))
                .orElseGet(() -> CommandLines.misread(line, expected(word)));
    }

    private static String expected(CommandWord word) {
        return switch (word) {
            case PARALLEL -> "/parallel and a number of workers from 1 to " + MOST_WORKERS + ", like /parallel 8";
            case RATE ->
                "/rate and from 1KiB/s to 1TiB/s, like /rate 50MiB/s, or from 1 to " + MOST_REQUESTS
                        + " requests in a second, like /rate 200 requests/s";
            case CUTOVER ->
                "/cutover, then force or at and a time to come with its zone or both, like /cutover at 2026-12-01T02:00Z; behind force the reason, of at most "
                        + LONGEST_REASON + " characters";
            default -> "the command alone on its line";
        };
    }

    private static Optional<Control> alone(String rest, ControlKind kind) {
        return rest.isEmpty() ? Optional.of(control(kind).build()) : Optional.empty();
    }

    private static Optional<Control> parallel(String rest) {
        if (!rest.matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        var workers = Integer.parseInt(rest);
        return workers >= 1 && workers <= MOST_WORKERS
                ? Optional.of(control(ControlKind.PARALLEL).setParallel(workers).build())
                : Optional.empty();
    }

    private static Optional<Control> rate(String rest) {
        var requests = REQUESTS.matcher(rest);
        if (requests.matches()) {
            var number = Integer.parseInt(requests.group(1));
            return number >= 1 && number <= MOST_REQUESTS
                    ? Optional.of(control(ControlKind.RATE)
                            .setRequestsPerSecond(number)
                            .build())
                    : Optional.empty();
        }
        var match = RATE.matcher(rest);
        if (!match.matches()) {
            return Optional.empty();
        }
        var unit = BigDecimal.valueOf(match.group(3).isEmpty() ? 1_000 : 1_024)
                .pow(requireNonNull(POWERS.get(match.group(2).toLowerCase(Locale.ROOT))));
        var bytes = new BigDecimal(match.group(1)).multiply(unit);
        return bytes.compareTo(SLOWEST) >= 0 && bytes.compareTo(FASTEST) <= 0
                ? Optional.of(control(ControlKind.RATE)
                        .setBytesPerSecond(bytes.longValue())
                        .build())
                : Optional.empty();
    }

    private static Optional<Control> cutover(String rest, Instant said) {
        var forced = FORCED.matcher(rest);
        if (forced.matches()) {
            var reason = requireNonNullElse(forced.group(2), "");
            return reason.length() > LONGEST_REASON
                    ? Optional.empty()
                    : at(control(ControlKind.CUTOVER).setForce(true).setReason(reason), forced.group(1), said);
        }
        var plain = CUTOVER.matcher(rest);
        return plain.matches() ? at(control(ControlKind.CUTOVER), plain.group(1), said) : Optional.empty();
    }

    private static Optional<Control> at(Control.Builder control, @Nullable String time, Instant said) {
        return time == null
                ? Optional.of(control.build())
                : time(time)
                        .filter(at -> at.isAfter(said))
                        .map(at -> control.setAt(at).build());
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Control.Builder control(ControlKind kind) {
        return Control.newBuilder().setId("").setKind(kind);
    }
}
