package io.movein.intake.issue;

import io.movein.contract.issue.CommandWord;
import io.movein.contract.issue.IssueLabels;
import io.movein.contract.issue.PlanCommandWord;

/** What an issue asks for, and so what can be said on it. */
enum IssueKind {
    MIGRATION(IssueLabels.MIGRATION, "migration"),
    PLAN(IssueLabels.PLAN, "plan");

    private final String label;
    private final String what;

    IssueKind(String label, String what) {
        this.label = label;
        this.what = what;
    }

    String label() {
        return label;
    }

    String what() {
        return what;
    }

    boolean knows(String word) {
        return this == PLAN
                ? PlanCommandWord.of(word).isPresent()
                : CommandWord.of(word).isPresent();
    }

    /** In one sentence, everything that can be said. */
    String words() {
        return this == PLAN ? PlanCommandWord.all() : CommandWord.all();
    }
}
