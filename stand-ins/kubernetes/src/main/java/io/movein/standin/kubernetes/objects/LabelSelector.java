package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A label selector, from a query parameter or from an object's {@code matchLabels} and {@code matchExpressions}. */
public final class LabelSelector implements Predicate<JsonNode> {
    private static final Pattern IN = Pattern.compile("([^\\s!=(),]+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALS = Pattern.compile("([^\\s!=(),]+)\\s*(==|!=|=)\\s*([^\\s!=(),]*)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s!=(),]+)");
    private static final Pattern COMMA_OUTSIDE_BRACKETS = Pattern.compile(",(?![^(]*\\))");

    private final List<Predicate<JsonNode>> requirements;

    private LabelSelector(List<Predicate<JsonNode>> requirements) {
        this.requirements = requirements;
    }

    /** @throws IllegalArgumentException with the message that a client gets */
    public static LabelSelector parse(String text) {
        var requirements = new ArrayList<Predicate<JsonNode>>();
        if (!text.isBlank()) {
            for (var part : COMMA_OUTSIDE_BRACKETS.split(text)) {
                requirements.add(requirement(part.trim()));
            }
        }
        return new LabelSelector(requirements);
    }

    /** A selector as objects hold it; an absent one selects nothing, an empty one everything. */
    public static LabelSelector of(JsonNode selector) {
        var requirements = new ArrayList<Predicate<JsonNode>>();
        if (selector.isMissingNode() || selector.isNull()) {
            requirements.add(labels -> false);
        }
        selector.path("matchLabels")
                .properties()
                .forEach(label -> requirements.add(
                        labels -> is(labels, label.getKey(), label.getValue().asText())));
        selector.path("matchExpressions").forEach(expression -> requirements.add(expression(expression)));
        return new LabelSelector(requirements);
    }

    /** Takes the labels, not the whole object. */
    @Override
    public boolean test(JsonNode labels) {
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }

    private static Predicate<JsonNode> requirement(String part) {
        var in = IN.matcher(part);
        if (in.matches()) {
            return operator(
                    in.group(1),
                    in.group(2).equals("in") ? "In" : "NotIn",
                    List.of(in.group(3).trim().split("\\s*,\\s*")));
        }
        var equals = EQUALS.matcher(part);
        if (equals.matches()) {
            return operator(equals.group(1), equals.group(2).equals("!=") ? "NotIn" : "In", List.of(equals.group(3)));
        }
        var exists = EXISTS.matcher(part);
        if (exists.matches()) {
            return operator(exists.group(2), exists.group(1).isEmpty() ? "Exists" : "DoesNotExist", List.of());
        }
        throw new IllegalArgumentException("unable to parse requirement: " + unexpected(part));
    }

    private static String unexpected(String part) {
        var words = part.split("\\s+");
        return words.length > 1
                ? "found '%s', expected: in, notin, =, ==, !=, gt, lt".formatted(words[1])
                : "found '%s', expected: identifier".formatted(part);
    }

    private static Predicate<JsonNode> expression(JsonNode expression) {
        return operator(
                Json.text(expression, "key"), Json.text(expression, "operator"), Json.texts(expression.path("values")));
    }

    private static Predicate<JsonNode> operator(String key, String operator, List<String> values) {
        return switch (operator) {
            case "In" ->
                labels -> labels.has(key) && values.contains(labels.get(key).asText());
            case "NotIn" ->
                labels -> !labels.has(key) || !values.contains(labels.get(key).asText());
            case "Exists" -> labels -> labels.has(key);
            case "DoesNotExist" -> labels -> !labels.has(key);
            default ->
                throw new IllegalArgumentException("\"%s\" is not a valid label selector operator".formatted(operator));
        };
    }

    private static boolean is(JsonNode labels, String key, String value) {
        return labels.has(key) && labels.get(key).asText().equals(value);
    }
}
