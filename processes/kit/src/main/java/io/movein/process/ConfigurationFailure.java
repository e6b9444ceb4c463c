package io.movein.process;

import java.util.List;
import java.util.stream.Collectors;

/** The assignment or the configuration is wrong: all that is wrong with it, and nothing was touched yet. */
public final class ConfigurationFailure extends MigrationFailure {

    private final transient List<ConfigurationProblem> problems;

    public ConfigurationFailure(String what, List<ConfigurationProblem> problems) {
        super(
                ExitCode.CONFIGURATION,
                what + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining()));
        this.problems = List.copyOf(problems);
    }

    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
