package io.movein.contract.issue;

import io.movein.contract.EnumText;
import io.movein.model.State;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** The labels by which people and Movein speak on an issue. To GitHub a label is one whatever its case, so it is to us. */
public final class IssueLabels {

    /** Set by the form; says that the issue asks for a migration. */
    public static final String MIGRATION = "migrate-my-data";

    /** Set by the form that asks for a migration plan. */
    public static final String PLAN = "migration-plan";

    /** Set by the form by which a tenant came to be. */
    public static final String ONBOARDING = "onboard-my-capability";

    /** In the place of the state's label while an operator waits for the owner's answer. */
    public static final String NEEDS_ANSWER = "state:needs-answer";

    private static final String STATE = "state:";

    /** What operators press; taken off once it was answered. */
    public enum Button {
        APPROVED("operator:approved"),
        REJECTED("operator:rejected"),
        DESTINATION_WIPED("operator:destination-wiped"),
        NODE_OFF("operator:node-off"),
        QUESTION("operator:question");

        private final String label;

        Button(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /** Empty: no button. */
        public static Optional<Button> of(String label) {
            return Arrays.stream(values())
                    .filter(button -> same(button.label, label))
                    .findFirst();
        }
    }

    private IssueLabels() {}

    public static boolean same(String one, String other) {
        return one.equalsIgnoreCase(other);
    }

    public static boolean has(Collection<String> labels, String label) {
        return labels.stream().anyMatch(found -> same(found, label));
    }

    /** {@code state:under-review} and so on. */
    public static String of(State state) {
        return STATE + EnumText.hyphenated(state);
    }

    /** Whether the labels are those of a migration, also where somebody took {@link #MIGRATION} off. */
    public static boolean areOfAMigration(Collection<String> labels) {
        return has(labels, MIGRATION) || labels.stream().anyMatch(IssueLabels::isState);
    }

    public static boolean isState(String label) {
        return label.regionMatches(true, 0, STATE, 0, STATE.length());
    }
}
