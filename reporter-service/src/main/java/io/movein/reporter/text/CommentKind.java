package io.movein.reporter.text;

import io.movein.contract.EnumText;

/** The kinds of comment besides the status: each tells somebody what they can do now. */
public enum CommentKind {
    PROBLEMS,
    REVIEW,
    APPROVAL_VOIDED,
    /** In the place of a review that does not fit into one comment. */
    TOO_LONG,
    NEW_IMAGE,
    QUESTION,
    REPORT,
    LATE_REPORT,
    TEAR_DOWN_STUCK,
    INVALID,
    UNANSWERED,
    REJECTED,
    WITHDRAWN,
    ISSUE_STATE,
    REFUSED,
    STATUS_SHOWN,
    HELP;

    /** What it shows is approved, so it is shown whole. */
    public boolean asksForApproval() {
        return this == REVIEW || this == APPROVAL_VOIDED;
    }

    String template() {
        return "comment/" + EnumText.hyphenated(this);
    }
}
