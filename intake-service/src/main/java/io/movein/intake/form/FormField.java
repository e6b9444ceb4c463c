package io.movein.intake.form;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of the issue form `migrate my data`, in its order and with its labels, each with the most that it may hold. */
enum FormField {
    ONBOARDING("Onboarding issue", true, 300, 1),
    SOURCE("Source", true, 4_000, 200),
    ARTIFACT("Artifact", true, 500, 1),
    MODE("Mode", true, 100, 1),
    CPU("CPU spike", true, 100, 1),
    MEMORY("Memory spike", true, 100, 1),
    STORAGE("Storage spike", true, 100, 1),
    EGRESS("Egress", false, 300, 50),
    DESTINATIONS("Destination interfaces", false, 300, 20),
    SECRETS("Secrets", false, 300, 50),
    RERUN_CONTRACT("Re-run contract", true, 100, 1),
    RESUME("Supports resume", true, 100, 1),
    RUNTIME("Expected runtime", true, 100, 1),
    /** Younger than the others: an issue that was filed before it has no such section. */
    CONFIGURATION("Configuration", false, 32 * 1024, Integer.MAX_VALUE);

    private static final Map<String, FormField> BY_HEADING = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(field -> "### " + field.label, Function.identity()));

    private final String label;
    private final boolean required;
    private final int longest;
    private final int mostLines;

    FormField(String label, boolean required, int longest, int mostLines) {
        this.label = label;
        this.required = required;
        this.longest = longest;
        this.mostLines = mostLines;
    }

    String label() {
        return label;
    }

    boolean isRequired() {
        return required;
    }

    /** Whether an issue without its section is whole. */
    boolean mayBeMissing() {
        return this == CONFIGURATION;
    }

    /** Characters of a value, of one line where it holds several; bytes of the configuration. */
    int longest() {
        return longest;
    }

    int mostLines() {
        return mostLines;
    }

    /** The field whose heading this line is; GitHub writes `### Label`. */
    static Optional<FormField> headedBy(String line) {
        return line.startsWith("### ") ? Optional.ofNullable(BY_HEADING.get(line.stripTrailing())) : Optional.empty();
    }
}
