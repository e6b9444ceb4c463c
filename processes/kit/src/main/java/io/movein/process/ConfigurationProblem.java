package io.movein.process;

import java.util.StringJoiner;

/**
 * One thing that is wrong with what a person wrote.
 *
 * @param line     in the configuration, from 1; 0 where it is not in a file
 * @param where    path in the configuration ({@code target.region}), or name in the environment
 * @param found    the offending value as written, or what is there instead; never a secret
 * @param expected what would be right
 */
public record ConfigurationProblem(int line, String where, String found, String expected) {

    public static ConfigurationProblem of(String where, String found, String expected) {
        return new ConfigurationProblem(0, where, found, expected);
    }

    @Override
    public String toString() {
        var places = new StringJoiner(", ", "", ": ").setEmptyValue("");
        if (line > 0) {
            places.add("line " + line);
        }
        if (!where.isEmpty()) {
            places.add(where);
        }
        return "%s%s (expected %s)".formatted(places, found, expected);
    }
}
