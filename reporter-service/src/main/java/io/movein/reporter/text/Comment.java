package io.movein.reporter.text;

import java.util.Locale;

/** The kinds of comment besides the status: each tells somebody what they can do now. */
public enum Comment {
    PROBLEMS,
    REVIEW,
    APPROVAL_VOIDED,
    PLAN_APPROVAL,
    NEW_ARTIFACT,
    REPORT,
    INVALID,
    REJECTED,
    REFUSED,
    STATUS_SHOWN,
    HELP;

    String template() {
        return "comment/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
