package io.movein.intake.form;

import java.util.Arrays;
import java.util.Optional;

/** The fields of the issue form `migrate my data`, in its order and with its labels. */
enum FormField {
    ONBOARDING("Onboarding issue", true),
    SOURCE("Source", true),
    ARTIFACT("Artifact", true),
    MODE("Mode", true),
    CPU("CPU spike", true),
    MEMORY("Memory spike", true),
    STORAGE("Storage spike", true),
    EGRESS("Egress", false),
    DESTINATIONS("Destination interfaces", true),
    SECRETS("Secrets", false),
    RERUN_CONTRACT("Re-run contract", true),
    RESUME("Supports resume", true),
    RUNTIME("Expected runtime", true);

    private final String label;
    private final boolean required;

    FormField(String label, boolean required) {
        this.label = label;
        this.required = required;
    }

    String label() {
        return label;
    }

    boolean isRequired() {
        return required;
    }

    /** The field whose heading this line is; GitHub writes `### Label`. */
    static Optional<FormField> headedBy(String line) {
        return Arrays.stream(values())
                .filter(field -> line.stripTrailing().equals("### " + field.label))
                .findFirst();
    }
}
