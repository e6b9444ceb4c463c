package io.movein.runtime;

import java.util.List;

/** The settings of a service are missing or wrong; the message has one line per problem. */
public final class SettingsException extends RuntimeException {
    private final List<String> problems;

    SettingsException(List<String> problems) {
        super(problems.size()
                + (problems.size() == 1 ? " setting is wrong:" : " settings are wrong:")
                + String.join(
                        "", problems.stream().map(problem -> "\n  - " + problem).toList()));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
