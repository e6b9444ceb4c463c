package io.movein.runtime;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a service's settings from its environment into a record, once, at start. Every problem is collected, none stops at the
 * first; what is read is logged once, secrets masked. A blank value counts as not set.
 */
public final class Settings {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    private final Map<String, String> env;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> shown = new TreeMap<>();

    private Settings(Map<String, String> env) {
        this.env = env;
    }

    /**
     * @param reader makes the record; what its constructor refuses with IllegalArgumentException is a problem too
     * @throws SettingsException naming each setting, what was found and what was expected
     */
    public static <T> T read(Map<String, String> env, Function<Settings, T> reader) {
        var settings = new Settings(env);
        var result = settings.attempt(reader);
        if (!settings.problems.isEmpty() || result == null) {
            throw new SettingsException(settings.problems);
        }
        settings.tell();
        return result;
    }

    private <T> @Nullable T attempt(Function<Settings, T> reader) {
        try {
            return reader.apply(this);
        } catch (IllegalArgumentException e) {
            // with other problems it is likely to be about the placeholder of one of them
            if (problems.isEmpty()) {
                problem(String.valueOf(e.getMessage()));
            }
            return null;
        }
    }

    private void tell() {
        LOG.info("settings: {}", shown);
        env.keySet().stream()
                .filter(name -> name.startsWith("MOVEIN_") && !shown.containsKey(name))
                .sorted()
                .forEach(name -> LOG.warn("setting {} is set and not known to this service: mistyped?", name));
    }

    public String text(String name) {
        return parsed(name, null, "a text", "", Function.identity());
    }

    public String text(String name, String otherwise) {
        return parsed(name, otherwise, "a text", "", Function.identity());
    }

    public Optional<String> optional(String name) {
        return optional(name, "a text", Function.identity());
    }

    public Secret secret(String name) {
        var value = raw(name);
        shown.put(name, value == null ? "(not set)" : "***");
        if (value == null) {
            missing(name, "a secret");
        }
        return new Secret(value == null ? "" : value);
    }

    public Optional<Secret> optionalSecret(String name) {
        var value = raw(name);
        shown.put(name, value == null ? "(not set)" : "***");
        return Optional.ofNullable(value).map(Secret::new);
    }

    /** Spoken {@code 500ms, 30s, 2m, 6h, 7d} or ISO 8601 ({@code PT30S}); more than nothing. */
    public Duration duration(String name, Duration otherwise) {
        return parsed(name, otherwise, "a duration like 30s, 2m or PT30S", otherwise, Settings::parseDuration);
    }

    public URI url(String name) {
        return parsed(
                name, null, "an address like https://host:port/path", URI.create("http://not-set"), Settings::parseUrl);
    }

    public URI url(String name, String otherwise) {
        return parsed(
                name,
                URI.create(otherwise),
                "an address like https://host:port/path",
                URI.create(otherwise),
                Settings::parseUrl);
    }

    public Optional<URI> optionalUrl(String name) {
        return optional(name, "an address like https://host:port/path", Settings::parseUrl);
    }

    public int number(String name) {
        return parsed(name, null, "a whole number", 0, Integer::valueOf);
    }

    public int number(String name, int otherwise) {
        return parsed(name, otherwise, "a whole number", otherwise, Integer::valueOf);
    }

    public boolean flag(String name, boolean otherwise) {
        return parsed(name, otherwise, "true or false", otherwise, Settings::parseFlag);
    }

    public <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        var choices = Arrays.stream(type.getEnumConstants())
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .toList();
        return parsed(
                name,
                otherwise,
                "one of " + choices,
                otherwise,
                value -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** Separated by commas; empty where it is not set. */
    public List<String> list(String name) {
        return parsed(name, List.of(), "texts separated by commas", List.of(), Settings::parseList);
    }

    /** Separated by commas; empty where it is not set. */
    public List<Long> numbers(String name) {
        return parsed(
                name,
                List.of(),
                "whole numbers separated by commas",
                List.of(),
                value -> parseList(value).stream().map(Long::valueOf).toList());
    }

    public Path file(String name) {
        return parsed(name, null, "a readable file", Path.of(""), Settings::parseFile);
    }

    public Optional<Path> optionalFile(String name) {
        return optional(name, "a readable file", Settings::parseFile);
    }

    /** Adds a problem that concerns more than one setting: what was found and what was expected. */
    public void problem(String text) {
        problems.add(text);
    }

    private <T> Optional<T> optional(String name, String expected, Function<String, T> parser) {
        var value = raw(name);
        shown.put(name, value == null ? "(not set)" : value);
        return value == null ? Optional.empty() : Optional.ofNullable(parse(name, value, expected, parser));
    }

    private <T> T parsed(
            String name, @Nullable T otherwise, String expected, T placeholder, Function<String, T> parser) {
        var value = raw(name);
        shown.put(name, value == null ? otherwise + " (default)" : value);
        if (value == null && otherwise == null) {
            missing(name, expected);
        }
        var result = value == null ? otherwise : parse(name, value, expected, parser);
        return result == null ? placeholder : result;
    }

    private <T> @Nullable T parse(String name, String value, String expected, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (RuntimeException e) {
            problem(name + " is '" + value + "' (expected " + expected + ")");
            return null;
        }
    }

    private void missing(String name, String expected) {
        problem(name + " is not set (expected " + expected + ")");
    }

    private @Nullable String raw(String name) {
        var value = env.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static Duration parseDuration(String value) {
        var number = value.replaceAll("[a-z]+$", "");
        var duration = switch (value.substring(number.length())) {
            case "ms" -> Duration.ofMillis(Long.parseLong(number));
            case "s" -> Duration.ofSeconds(Long.parseLong(number));
            case "m" -> Duration.ofMinutes(Long.parseLong(number));
            case "h" -> Duration.ofHours(Long.parseLong(number));
            case "d" -> Duration.ofDays(Long.parseLong(number));
            default -> Duration.parse(value);
        };
        if (!duration.isPositive()) {
            throw new IllegalArgumentException();
        }
        return duration;
    }

    private static URI parseUrl(String value) {
        var url = URI.create(value);
        if (!List.of("http", "https").contains(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException();
        }
        return url;
    }

    private static boolean parseFlag(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    private static List<String> parseList(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Path parseFile(String value) {
        var file = Path.of(value);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException();
        }
        return file;
    }
}
