package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A label selector of a query: {@code key}, {@code !key}, {@code key=value} and {@code key!=value}, by commas. */
public final class LabelSelector {
    private LabelSelector() {}

    /**
     * A test of an object's labels.
     *
     * @throws IllegalArgumentException if the selector has sets of values, which nothing here asks for
     */
    public static Predicate<JsonNode> parse(String text) {
        if (text.contains("(")) {
            throw new IllegalArgumentException("the stand-in knows no sets in label selectors: '" + text + "'");
        }
        return Stream.of(text.split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .map(LabelSelector::requirement)
                .reduce(_ -> true, Predicate::and);
    }

    private static Predicate<JsonNode> requirement(String part) {
        var not = part.indexOf("!=");
        var equals = part.indexOf('=');
        if (equals < 0) {
            return part.startsWith("!") ? labels -> !labels.has(part.substring(1)) : labels -> labels.has(part);
        }
        var key = part.substring(0, not >= 0 ? not : equals);
        var value = part.substring(equals + 1).replaceFirst("^=", "");
        return labels -> (labels.has(key) && labels.get(key).asText().equals(value)) == (not < 0);
    }
}
