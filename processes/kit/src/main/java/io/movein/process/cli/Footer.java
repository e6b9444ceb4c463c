package io.movein.process.cli;

import io.movein.process.ExitCode;
import io.movein.process.run.MigrationProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The end of {@code --help}: an example that works, and the exit codes. */
final class Footer {

    private Footer() {}

    static String[] of(MigrationProcess<?> process) {
        var lines = new ArrayList<>(List.of("", "Example:", "", "  cat > plan.yaml <<'END'"));
        process.example().lines().map(line -> "  " + line.replace("%", "%%")).forEach(lines::add);
        lines.addAll(List.of(
                "  END",
                "  " + process.name() + " validate --config plan.yaml --secrets secrets",
                "  " + process.name() + " run --mode dry-run --config plan.yaml --secrets secrets",
                "  " + process.name() + " run --mode live --config plan.yaml --secrets secrets --state state",
                "",
                "Exit codes:",
                ""));
        for (var exitCode : ExitCode.values()) {
            lines.add("  %3d  %s"
                    .formatted(
                            exitCode.code(),
                            exitCode.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        return lines.toArray(String[]::new);
    }
}
