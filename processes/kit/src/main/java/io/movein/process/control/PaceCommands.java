package io.movein.process.control;

import io.movein.process.configuration.ByteRate;
import io.movein.process.pace.Pace;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The commands that every process that has a pace accepts. */
public final class PaceCommands {

    private static final Pattern REQUESTS = Pattern.compile("([1-9][0-9]{0,6}) requests/s");

    private PaceCommands() {}

    public static void register(ControlChannel control, Pace pace) {
        control.accept(CommandKind.PAUSE, _ -> {
            pace.pause();
            return "paused; connections are kept";
        });
        control.accept(CommandKind.CONTINUE, _ -> {
            pace.proceed();
            return "continued";
        });
        control.accept(CommandKind.PARALLEL, command -> {
            pace.parallel(number(command.value()));
            return command.value() + " workers";
        });
        control.accept(CommandKind.RATE, command -> {
            if (command.value().equals("unlimited")) {
                pace.rate(OptionalLong.empty());
                pace.requestsPerSecond(OptionalLong.empty());
                return "as fast as it goes";
            }
            var requests = REQUESTS.matcher(command.value());
            if (requests.matches()) {
                pace.requestsPerSecond(OptionalLong.of(Long.parseLong(requests.group(1))));
                return requests.group(1) + " requests/s at most";
            }
            var rate = ByteRate.parse(command.value());
            pace.rate(OptionalLong.of(rate.bytesPerSecond()));
            return rate + " at most";
        });
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' workers (expected 1 to %d)".formatted(value, Pace.MOST_WORKERS));
        }
    }
}
