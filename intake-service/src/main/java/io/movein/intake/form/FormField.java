package io.movein.intake.form;

import io.movein.contract.issue.RequestLimits;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of the issue form `migrate my data`, in its order and with its labels, each with the most that it may hold. */
enum FormField {
    ONBOARDING("Onboarding issue", true, RequestLimits.LINK, 1),
    SOURCE("Source", true, RequestLimits.SOURCE, RequestLimits.SOURCE_LINES),
    ARTIFACT("Artifact", true, RequestLimits.IMAGE, 1),
    MODE("Mode", true, RequestLimits.WORD, 1),
    CPU("CPU spike", true, RequestLimits.WORD, 1),
    MEMORY("Memory spike", true, RequestLimits.WORD, 1),
    STORAGE("Storage spike", true, RequestLimits.WORD, 1),
    EGRESS("Egress", false, RequestLimits.LINE, RequestLimits.EGRESS_LINES),
    DESTINATIONS("Destination interfaces", false, RequestLimits.LINE, RequestLimits.DESTINATION_LINES),
    SECRETS("Secrets", false, RequestLimits.LINE, RequestLimits.SECRET_LINES),
    RERUN_CONTRACT("Re-run contract", true, RequestLimits.WORD, 1),
    RESUME("Supports resume", true, RequestLimits.WORD, 1),
    RUNTIME("Expected runtime", true, RequestLimits.WORD, 1),
    /** Younger than the others: an issue that was filed before it has no such section. */
    CONFIGURATION("Configuration", false, RequestLimits.CONFIGURATION_BYTES, Integer.MAX_VALUE);

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
