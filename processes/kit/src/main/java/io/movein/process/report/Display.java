package io.movein.process.report;

/** Where a run shows itself: the contract's lines, or a terminal. */
public interface Display extends AutoCloseable {

    void show(ProgressReport report);

    /** Something that security or operations must see although the run has its own report. */
    void alarm(String name, String detail);

    void log(String line);

    @Override
    default void close() {}
}
