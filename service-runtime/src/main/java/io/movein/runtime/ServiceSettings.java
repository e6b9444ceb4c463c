package io.movein.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every service is told.
 *
 * @param host address to listen on; null: all
 * @param port 0: a free one
 * @param otlp where spans go, by OTLP over HTTP; empty: nowhere
 * @param stuckAfter how long a record may be handled, a partition stand still, or something wait after its first attempt, before that
 *     is told
 * @param endsWithInput true: the service ends when its standard input does, so that it never outlives the one who started it
 */
public record ServiceSettings(
        KafkaSettings kafka,
        @Nullable String host,
        int port,
        boolean endsWithInput,
        Optional<String> otlp,
        Duration stuckAfter) {
    static final Duration STUCK_AFTER = Duration.ofMinutes(5);
    private static final String OTLP = "https?://\\S+";
    private static final List<String> FORMATS = List.of("text", "json");
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    public ServiceSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("MICRONAUT_SERVER_PORT is '" + port + "' (expected 0 to 65535)");
        }
        if (otlp.isPresent() && !otlp.get().matches(OTLP)) {
            throw new IllegalArgumentException("MOVEIN_OTLP_ENDPOINT is '" + otlp.get()
                    + "' (expected the address of a collector, like http://collector:4318/v1/traces)");
        }
    }

    public ServiceSettings(KafkaSettings kafka, @Nullable String host, int port, boolean endsWithInput) {
        this(kafka, host, port, endsWithInput, Optional.empty(), STUCK_AFTER);
    }

    public static ServiceSettings read(Settings in) {
        check("MOVEIN_LOG_FORMAT", in.text("MOVEIN_LOG_FORMAT", "text"), FORMATS, in);
        check("MOVEIN_LOG_LEVEL", in.text("MOVEIN_LOG_LEVEL", "INFO").toUpperCase(Locale.ROOT), LEVELS, in);
        return new ServiceSettings(
                KafkaSettings.read(in),
                in.optional("MICRONAUT_SERVER_HOST").orElse(null),
                in.number("MICRONAUT_SERVER_PORT", 8080),
                in.flag("MOVEIN_ENDS_WITH_INPUT", false),
                in.optional("MOVEIN_OTLP_ENDPOINT"),
                in.duration("MOVEIN_STUCK_AFTER", STUCK_AFTER));
    }

    /** The log's configuration reads it itself, and takes what it does not know for something else, or for no log at all. */
    private static void check(String name, String value, List<String> choices, Settings in) {
        if (!choices.contains(value)) {
            in.problem(name + " is '" + value + "' (expected "
                    + String.join(", ", choices.subList(0, choices.size() - 1)) + " or " + choices.getLast() + ")");
        }
    }

    /** For tests: loopback, a free port. */
    public static ServiceSettings local(String bootstrapServers) {
        return new ServiceSettings(KafkaSettings.of(bootstrapServers), "127.0.0.1", 0, false);
    }
}
