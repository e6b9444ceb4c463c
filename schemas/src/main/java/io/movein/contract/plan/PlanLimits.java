package io.movein.contract.plan;

/** The most that a plan and its artifacts may hold. Intake reads no more, and review keeps to it too. */
public final class PlanLimits {
    /** Of one artifact; the text of a larger file is not read. */
    public static final int FILE_BYTES = 64 * 1024;
    /** Of all texts of a plan's folder together. */
    public static final int ALL_BYTES = 512 * 1024;

    public static final int FILES = 50;
    /** Paths outside of the plan's folder, or beyond the files that are listed. */
    public static final int OTHER_PATHS = 50;
    /** Characters of a path. */
    public static final int PATH = 200;

    public static final int WRITERS = 50;
    public static final int TENANTS = 20;
    public static final int REVIEWERS = 20;
    /** Characters of what moves. */
    public static final int WHAT = 4_000;
    /** Characters of from and to, each. */
    public static final int SYSTEM = 300;
    /** Problems of one check that are told. */
    public static final int PROBLEMS = 100;
    /** Characters of each text of a problem. */
    public static final int PROBLEM_TEXT = 500;
    /** Runs that a plan's status lists. */
    public static final int RUNS = 100;

    private PlanLimits() {}
}
