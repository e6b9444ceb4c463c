package io.movein.process.control;

/**
 * Carries out a command. It answers within a second: what takes longer is begun, and told by the progress. It is called once for
 * each id, in the order given, never by two threads at a time.
 */
@FunctionalInterface
public interface CommandHandler {

    /**
     * @return what was done, for whoever gave the command
     * @throws IllegalArgumentException if the value is not right; its message says what is expected
     */
    String handle(Command command);
}
