package io.movein.example.media.migration;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What this run is to do: the environment that Movein gives every migration process, and the files of the two secrets that
 * the migration issue names, {@code old-host} ({@code url}, {@code token}, and if it is to be slow {@code bytes-per-second})
 * and {@code media-storage} ({@code token}).
 */
record Assignment(
        boolean dryRun,
        boolean resume,
        Optional<Path> state,
        Optional<Path> terminationLog,
        URI oldHost,
        String oldHostToken,
        URI storage,
        String storageToken,
        OptionalLong bytesPerSecond) {

    /** Reports everything that is missing or wrong, not just the first. */
    static Assignment read(Map<String, String> environment) throws Failure {
        var reading = new Reading(environment);
        var mode = reading.oneOf("MOVEIN_MODE", "dry-run", "live");
        var attempt = reading.oneOf("MOVEIN_ATTEMPT", "fresh", "resume");
        var oldHost = reading.url("old-host", reading.secret("old-host", "url"));
        var storage = reading.url(
                "the Service media-storage",
                "http://%s:%s"
                        .formatted(
                                reading.required("MEDIA_STORAGE_SERVICE_HOST"),
                                reading.required("MEDIA_STORAGE_SERVICE_PORT")));
        var assignment = new Assignment(
                mode.equals("dry-run"),
                attempt.equals("resume"),
                reading.path("MOVEIN_STATE"),
                reading.path("MOVEIN_TERMINATION_LOG"),
                oldHost,
                reading.secret("old-host", "token"),
                storage,
                reading.secret("media-storage", "token"),
                reading.pace());
        if (assignment.resume && assignment.state.isEmpty()) {
            reading.problems.add("MOVEIN_ATTEMPT is 'resume' but there is no MOVEIN_STATE to resume from");
        }
        if (!reading.problems.isEmpty()) {
            throw new Failure(Failure.Kind.CONFIGURATION, String.join("; ", reading.problems));
        }
        return assignment;
    }

    /** Never with the tokens. */
    @Override
    public String toString() {
        return "%s, %s, from %s to %s"
                .formatted(dryRun ? "dry-run" : "live", resume ? "resume" : "fresh", oldHost, storage);
    }

    private static final class Reading {

        private static final URI NONE = URI.create("http://none");

        private final Map<String, String> environment;
        private final List<String> problems = new ArrayList<>();

        Reading(Map<String, String> environment) {
            this.environment = environment;
        }

        String required(String name) {
            var value = environment.getOrDefault(name, "");
            if (value.isEmpty()) {
                problems.add("the environment has no " + name);
            }
            return value;
        }

        String oneOf(String name, String one, String other) {
            var value = required(name);
            if (!value.isEmpty() && !value.equals(one) && !value.equals(other)) {
                problems.add("%s is '%s', expected '%s' or '%s'".formatted(name, value, one, other));
            }
            return value;
        }

        Optional<Path> path(String name) {
            return Optional.ofNullable(environment.get(name))
                    .filter(value -> !value.isEmpty())
                    .map(Path::of);
        }

        String secret(String secret, String key) {
            var value = optionalSecret(secret, key);
            if (value == null) {
                problems.add("the secret '%s' has no key '%s' (expected the file $MOVEIN_SECRETS/%s/%s)"
                        .formatted(secret, key, secret, key));
            }
            return value == null ? "" : value;
        }

        private @Nullable String optionalSecret(String secret, String key) {
            try {
                var folder = environment.getOrDefault("MOVEIN_SECRETS", "/var/run/movein/secrets");
                return Files.readString(Path.of(folder, secret, key)).strip();
            } catch (IOException notThere) {
                return null;
            }
        }

        URI url(String what, String text) {
            try {
                var url = URI.create(text);
                if (url.getHost() != null) {
                    return url;
                }
            } catch (IllegalArgumentException noUri) {
                // told below, like one without a host
            }
            problems.add("the address of %s is '%s', expected http://host:port".formatted(what, text));
            return NONE;
        }

        OptionalLong pace() {
            var text = optionalSecret("old-host", "bytes-per-second");
            try {
                return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
            } catch (NumberFormatException e) {
                problems.add("bytes-per-second in the secret 'old-host' is '%s', expected a number".formatted(text));
                return OptionalLong.empty();
            }
        }
    }
}
