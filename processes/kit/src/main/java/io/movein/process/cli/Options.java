package io.movein.process.cli;

import io.movein.process.Assignment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The assignment by hand: each option stands for a variable of the contract, and goes before it. */
final class Options {

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration, in YAML (MOVEIN_CONFIG)")
    private @Nullable String config;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where the journal is kept, so that a later run does what was not done (MOVEIN_STATE)")
    private @Nullable String state;

    @Option(
            names = "--secrets",
            paramLabel = "FOLDER",
            description = "Has a file <secret>/<key> for each secret (MOVEIN_SECRETS)")
    private @Nullable String secrets;

    @Option(
            names = "--scratch",
            paramLabel = "FOLDER",
            description = "For what need not outlive the run (MOVEIN_SCRATCH)")
    private @Nullable String scratch;

    Assignment assignment(Map<String, String> environment, Map<String, @Nullable String> more) {
        var variables = new HashMap<>(environment);
        putIf(variables, "MOVEIN_CONFIG", config);
        putIf(variables, "MOVEIN_STATE", state);
        putIf(variables, "MOVEIN_SECRETS", secrets);
        putIf(variables, "MOVEIN_SCRATCH", scratch);
        more.forEach((name, value) -> putIf(variables, name, value));
        return Assignment.read(variables);
    }

    private static void putIf(Map<String, String> variables, String name, @Nullable String value) {
        if (value != null) {
            variables.put(name, value);
        }
    }
}
