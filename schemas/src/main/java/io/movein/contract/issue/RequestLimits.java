package io.movein.contract.issue;

/**
 * The most that a request may hold: intake says so to its author, and review, which may hear an older intake, keeps to it, as what is
 * approved has to be shown whole in one comment and carried whole in one record. In characters, where nothing else is said.
 */
public final class RequestLimits {
    /** A link to an issue. */
    public static final int LINK = 300;

    public static final int SOURCE = 4_000;
    public static final int SOURCE_LINES = 200;
    public static final int IMAGE = 500;
    public static final int EGRESS_LINES = 50;
    public static final int DESTINATION_LINES = 20;
    public static final int SECRET_LINES = 50;
    /** Of each line of a list. */
    public static final int LINE = 300;
    /** Of a field that is a choice, a quantity or a duration. */
    public static final int WORD = 100;

    public static final int CONFIGURATION_BYTES = 32 * 1024;
    /** Of all fields together, the configuration aside. */
    public static final int TOGETHER = 16_000;

    private RequestLimits() {}
}
