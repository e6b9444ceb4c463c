package io.movein.runtime;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every service is told.
 *
 * @param host address to listen on; null: all
 * @param port 0: a free one
 * @param otlp where spans go, by OTLP over HTTP; empty: nowhere
 * @param endsWithInput true: the service ends when its standard input does, so that it never outlives the one who started it
 */
public record ServiceSettings(
        KafkaSettings kafka, @Nullable String host, int port, boolean endsWithInput, Optional<String> otlp) {
    private static final String OTLP = "https?://\\S+";

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
        this(kafka, host, port, endsWithInput, Optional.empty());
    }

    public static ServiceSettings read(Settings in) {
        checkLogFormat(in.text("MOVEIN_LOG_FORMAT", "text"), in);
        return new ServiceSettings(
                KafkaSettings.read(in),
                in.optional("MICRONAUT_SERVER_HOST").orElse(null),
                in.number("MICRONAUT_SERVER_PORT", 8080),
                in.flag("MOVEIN_ENDS_WITH_INPUT", false),
                in.optional("MOVEIN_OTLP_ENDPOINT"));
    }

    /** The log's configuration reads it itself, and without an appender of that name there would be no log. */
    private static void checkLogFormat(String format, Settings in) {
        if (!List.of("text", "json").contains(format)) {
            in.problem("MOVEIN_LOG_FORMAT is '" + format + "' (expected text or json)");
        }
    }

    /** For tests: loopback, a free port. */
    public static ServiceSettings local(String bootstrapServers) {
        return new ServiceSettings(KafkaSettings.of(bootstrapServers), "127.0.0.1", 0, false, Optional.empty());
    }
}
