package io.movein.process.control;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the contract has as commands to a running process. */
public enum CommandKind {
    PAUSE,
    CONTINUE,
    PARALLEL,
    RATE,
    VERIFY,
    CUTOVER,
    ROLLBACK;

    static Optional<CommandKind> of(String word) {
        return Stream.of(values()).filter(kind -> kind.toString().equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
