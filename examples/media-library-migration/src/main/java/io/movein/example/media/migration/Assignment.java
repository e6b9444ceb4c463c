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

/**
 * What this run is to do: the environment that Movein gives every migration process, and the files of the two secrets that
 * the migration issue names, {@code old-host} ({@code url}, {@code token}) and {@code media-storage} ({@code token}). In the issue's
 * configuration may stand a line {@code bytesPerSecond: N}, the fastest that the old host is to be read.
 */
record Assignment(
        boolean dryRun,
        boolean resume,
        Optional<Path> state,
        Optional<Path> control,
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
                reading.path("MOVEIN_CONTROL"),
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
            try {
                var folder = environment.getOrDefault("MOVEIN_SECRETS", "/var/run/movein/secrets");
                return Files.readString(Path.of(folder, secret, key)).strip();
            } catch (IOException notThere) {
                problems.add("the secret '%s' has no key '%s' (expected the file $MOVEIN_SECRETS/%s/%s)"
                        .formatted(secret, key, secret, key));
                return "";
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

        /** The configuration is lines of {@code name: value}; a name that means nothing here is a mistake. */
        OptionalLong pace() {
            var pace = OptionalLong.empty();
            for (var line : configuration()) {
                var parts = line.split(":", 2);
                if (parts[0].strip().equals("bytesPerSecond") && parts.length == 2) {
                    pace = number(parts[1].strip());
                } else {
                    problems.add("the configuration has '%s', expected 'bytesPerSecond: 1000000'".formatted(line));
                }
            }
            return pace;
        }

        private OptionalLong number(String text) {
            if (text.matches("[1-9][0-9]{0,11}")) {
                return OptionalLong.of(Long.parseLong(text));
            }
            problems.add("bytesPerSecond in the configuration is '%s', expected a number from 1".formatted(text));
            return OptionalLong.empty();
        }

        private List<String> configuration() {
            try {
                var file = path("MOVEIN_CONFIG");
                return file.isEmpty()
                        ? List.of()
                        : Files.readAllLines(file.get()).stream()
                                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                                .toList();
            } catch (IOException e) {
                problems.add("the configuration cannot be read: " + e);
                return List.of();
            }
        }
    }
}
