package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A field selector of a query: {@code path=value} by commas, of any field that is a text. */
public final class FieldSelector {
    private FieldSelector() {}

    /**
     * A test of an object.
     *
     * @throws IllegalArgumentException if a part is no equation
     */
    public static Predicate<JsonNode> parse(String text) {
        return Stream.of(text.split(","))
                .filter(part -> !part.isEmpty())
                .map(FieldSelector::requirement)
                .reduce(_ -> true, Predicate::and);
    }

    private static Predicate<JsonNode> requirement(String part) {
        var equation = part.split("==?", 2);
        if (equation.length < 2 || equation[0].endsWith("!")) {
            throw new IllegalArgumentException("the stand-in knows field selectors by equality only: '" + part + "'");
        }
        return object -> Json.text(object, equation[0].split("\\.")).equals(equation[1]);
    }
}
