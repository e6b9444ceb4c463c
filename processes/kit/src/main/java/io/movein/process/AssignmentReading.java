package io.movein.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the environment and collects what is wrong with it. Without {@code MOVEIN_MIGRATION} somebody runs it by hand. */
final class AssignmentReading {

    private static final String SECRETS = "/var/run/movein/secrets";
    private static final Map<String, String> WHO = Map.of(
            "filedBy", "MOVEIN_FILED_BY",
            "filedAt", "MOVEIN_FILED_AT",
            "approvedBy", "MOVEIN_APPROVED_BY",
            "approvedAt", "MOVEIN_APPROVED_AT");

    private final Map<String, String> environment;
    private final boolean byHand;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    AssignmentReading(Map<String, String> environment) {
        this.environment = environment;
        this.byHand = value("MOVEIN_MIGRATION").isEmpty();
    }

    Assignment read() {
        var state = path("MOVEIN_STATE");
        var attempt = attempt();
        if (attempt == AttemptKind.RESUME && state.isEmpty() && !byHand) {
            problems.add(ConfigurationProblem.of(
                    "MOVEIN_ATTEMPT", "'resume' without a MOVEIN_STATE", "a folder to resume from"));
        }
        var assignment = new Assignment(
                value("MOVEIN_MIGRATION").orElse(Assignment.BY_HAND),
                run(),
                required("MOVEIN_TENANT"),
                mode(),
                attempt,
                path("MOVEIN_SCRATCH"),
                state,
                path("MOVEIN_SECRETS").orElse(Path.of(SECRETS)),
                path("MOVEIN_TERMINATION_LOG"),
                path("MOVEIN_CONFIG"),
                path("MOVEIN_CONTROL"),
                who());
        if (!problems.isEmpty()) {
            throw new ConfigurationFailure("the assignment is not complete:", problems);
        }
        return assignment;
    }

    private Map<String, String> who() {
        var who = new TreeMap<String, String>();
        WHO.forEach((name, variable) -> value(variable).ifPresent(text -> who.put(name, text)));
        return who;
    }

    private RunMode mode() {
        return oneOf("MOVEIN_MODE", RunMode.values()).orElse(RunMode.DRY_RUN);
    }

    private AttemptKind attempt() {
        return byHand && value("MOVEIN_ATTEMPT").isEmpty()
                ? AttemptKind.RESUME
                : oneOf("MOVEIN_ATTEMPT", AttemptKind.values()).orElse(AttemptKind.FRESH);
    }

    private int run() {
        var text = byHand ? value("MOVEIN_RUN").orElse("1") : required("MOVEIN_RUN");
        try {
            if (Integer.parseInt(text) > 0) {
                return Integer.parseInt(text);
            }
        } catch (NumberFormatException noNumber) {
            // told below, like a number that is too small
        }
        if (!text.isEmpty()) {
            problems.add(ConfigurationProblem.of("MOVEIN_RUN", quoted(text), "a whole number from 1"));
        }
        return 1;
    }

    private <E extends Enum<E>> Optional<E> oneOf(String name, E[] values) {
        var text = value(name).orElse("");
        var found =
                Stream.of(values).filter(value -> value.toString().equals(text)).findFirst();
        if (found.isEmpty()) {
            problems.add(ConfigurationProblem.of(
                    name,
                    text.isEmpty() ? "not set" : quoted(text),
                    Stream.of(values).map(value -> quoted(value.toString())).collect(Collectors.joining(" or "))));
        }
        return found;
    }

    private String required(String name) {
        return value(name).orElseGet(() -> {
            if (!byHand) {
                problems.add(ConfigurationProblem.of(name, "not set", "a value in the environment"));
            }
            return "";
        });
    }

    private Optional<Path> path(String name) {
        return value(name).map(Path::of);
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
