package io.movein.process.control;

import io.movein.process.configuration.ByteRate;
import io.movein.process.pace.Pace;
import java.util.OptionalLong;

/** The commands that every process that has a pace accepts. */
public final class PaceCommands {

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
                return "as fast as it goes";
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
