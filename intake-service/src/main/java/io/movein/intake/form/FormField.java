package io.movein.intake.form;

import io.movein.contract.issue.RequestLimits;
import java.util.Set;

/** The fields of the issue form `migrate my data`, in its order and with its labels, each with the most that it may hold. */
enum FormField implements FormSection {
    ONBOARDING("Onboarding issue", true, RequestLimits.LINK, 1),
    SOURCE("Source", true, RequestLimits.SOURCE, RequestLimits.SOURCE_LINES),
    IMAGE("Image", "Artifact", true, RequestLimits.IMAGE, 1),
    MODE("Mode", true, RequestLimits.WORD, 1),
    CPU("Additional CPU", "CPU spike", true, RequestLimits.WORD, 1),
    MEMORY("Additional memory", "Memory spike", true, RequestLimits.WORD, 1),
    STORAGE("Additional storage", "Storage spike", true, RequestLimits.WORD, 1),
    EGRESS("Egress", false, RequestLimits.LINE, RequestLimits.EGRESS_LINES),
    DESTINATIONS("Destination interfaces", false, RequestLimits.LINE, RequestLimits.DESTINATION_LINES),
    SECRETS("Secrets", false, RequestLimits.LINE, RequestLimits.SECRET_LINES),
    RERUN_CONTRACT("Re-run contract", true, RequestLimits.WORD, 1),
    RESUME("Supports resume", true, RequestLimits.WORD, 1),
    RUNTIME("Expected runtime", true, RequestLimits.WORD, 1),
    /** Younger than the others: an issue that was filed before it has no such section. */
    CONFIGURATION("Configuration", false, RequestLimits.CONFIGURATION_BYTES, Integer.MAX_VALUE),
    /** Younger still. */
    MIGRATION_PLAN("Migration plan", false, RequestLimits.LINK, 1);

    private final String label;
    private final Set<String> formerLabels;
    private final boolean required;
    private final int longest;
    private final int mostLines;

    FormField(String label, boolean required, int longest, int mostLines) {
        this(label, Set.of(), required, longest, mostLines);
    }

    /** Issues that were filed before the field was renamed are read too. */
    FormField(String label, String formerLabel, boolean required, int longest, int mostLines) {
        this(label, Set.of(formerLabel), required, longest, mostLines);
    }

    FormField(String label, Set<String> formerLabels, boolean required, int longest, int mostLines) {
        this.label = label;
        this.formerLabels = formerLabels;
        this.required = required;
        this.longest = longest;
        this.mostLines = mostLines;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Set<String> formerLabels() {
        return formerLabels;
    }

    boolean isRequired() {
        return required;
    }

    @Override
    public boolean mayBeMissing() {
        return this == CONFIGURATION || this == MIGRATION_PLAN;
    }

    @Override
    public boolean isVerbatim() {
        return this == CONFIGURATION;
    }

    /** Characters of a value, of one line where it holds several; bytes of the configuration. */
    int longest() {
        return longest;
    }

    int mostLines() {
        return mostLines;
    }
}
