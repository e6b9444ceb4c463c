package io.movein.process;

/** How a process ends, as the contract and every ready-made process have it. */
public enum ExitCode {
    SUCCESS(0),
    /** A fault of the program itself; its log has more. */
    UNEXPECTED(1),
    /** The assignment or the configuration is wrong; nothing was touched. */
    CONFIGURATION(2),
    SOURCE(3),
    DESTINATION(4),
    /** Something is at the destination that is not what the source has. */
    MISMATCH(5),
    /** Refused for safety: going on could have done harm. */
    REFUSED(6),
    /** Everything was tried, some items failed for good and stand in the evidence. */
    COMPLETED_WITH_ERRORS(10),
    /** Stopped on request at a safe point: 128 and SIGTERM's 15. */
    STOPPED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
