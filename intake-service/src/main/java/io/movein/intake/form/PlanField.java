package io.movein.intake.form;

/** The fields of the issue form `plan a migration`, in its order and with its labels. */
enum PlanField implements FormSection {
    WHAT("What moves", true),
    FROM("From", true),
    TO("To", true),
    TENANTS("Tenants", true),
    GATES("Gates", false),
    REVIEWERS("Reviewers", false),
    RECOVERY_TIME("Recovery time objective", true);

    private final String label;
    private final boolean required;

    PlanField(String label, boolean required) {
        this.label = label;
        this.required = required;
    }

    @Override
    public String label() {
        return label;
    }

    boolean isRequired() {
        return required;
    }

    @Override
    public boolean mayBeMissing() {
        return !required;
    }
}
