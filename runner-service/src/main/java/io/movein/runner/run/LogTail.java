package io.movein.runner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.movein.model.Progress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The end of a process's log: the last lines for people, and the last progress it told.
 * A progress line is {@code {"movein":{"phase":"copy","done":950,"total":1000,"unit":"objects"}}}; any other is a log line.
 */
public record LogTail(List<String> lines, @Nullable Progress progress) {
    public static final LogTail NONE = new LogTail(List.of(), null);
    static final int LINES = 20;
    static final int LINE_CHARACTERS = 300;
    private static final int WORD_CHARACTERS = 60;
    private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    public static LogTail parse(String text) {
        var lines = text.lines().toList();
        return new LogTail(lastWords(lines), lastProgress(lines));
    }

    /** What is known where the earlier look may have seen what this one does not. */
    public LogTail orEarlier(LogTail earlier) {
        return new LogTail(lines.isEmpty() ? earlier.lines : lines, progress == null ? earlier.progress : progress);
    }

    private static List<String> lastWords(List<String> lines) {
        var words = lines.stream()
                .filter(line -> progress(line).isEmpty())
                .map(LogTail::readable)
                .filter(line -> !line.isBlank())
                .toList();
        return words.subList(Math.max(0, words.size() - LINES), words.size());
    }

    private static @Nullable Progress lastProgress(List<String> lines) {
        return lines.reversed().stream()
                .map(LogTail::progress)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    static String readable(String line) {
        return bounded(withoutControls(line), LINE_CHARACTERS);
    }

    /** Nor the sequences that make colours in a terminal. */
    static String withoutControls(String line) {
        return CONTROLS.matcher(COLOURS.matcher(line).replaceAll("").replace('\t', ' '))
                .replaceAll("")
                .stripTrailing();
    }

    static String bounded(String text, int characters) {
        return text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters)) + "…";
    }

    private static Optional<Progress> progress(String line) {
        if (!line.startsWith("{\"movein\"") && !line.strip().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonParser.parseString(line))
                    .filter(JsonElement::isJsonObject)
                    .map(it -> it.getAsJsonObject().get("movein"))
                    .filter(JsonElement::isJsonObject)
                    .map(JsonElement::getAsJsonObject)
                    .map(LogTail::progress);
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Progress progress(JsonObject told) {
        var total = told.get("total");
        return Progress.newBuilder()
                .setPhase(word(told, "phase"))
                .setDone(count(told.get("done")))
                .setTotal(total == null || total.isJsonNull() ? null : count(total))
                .setUnit(word(told, "unit"))
                .build();
    }

    private static long count(@Nullable JsonElement number) {
        if (number == null || !number.isJsonPrimitive() || number.getAsLong() < 0) {
            throw new JsonParseException("a count that is none: " + number);
        }
        return number.getAsLong();
    }

    private static String word(JsonObject told, String name) {
        var word = told.get(name);
        return word == null || word.isJsonNull() ? "" : bounded(readable(word.getAsString()), WORD_CHARACTERS);
    }
}
