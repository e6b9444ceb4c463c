package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import org.jspecify.annotations.Nullable;

/**
 * The configuration store does not answer, or not as it should. A refusal is an answer by which it is certain that nothing came of what was
 * asked for; of everything else that is not known, and it may come later.
 */
final class ConfigurationStoreFailure extends MigrationFailure {

    private final boolean refusal;

    private ConfigurationStoreFailure(boolean refusal, ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(exitCode, message);
        this.refusal = refusal;
        if (cause != null) {
            initCause(cause);
        }
    }

    static ConfigurationStoreFailure unknown(String message, @Nullable Throwable cause) {
        return new ConfigurationStoreFailure(false, ExitCode.DESTINATION, message, cause);
    }

    static ConfigurationStoreFailure refusal(String message) {
        return new ConfigurationStoreFailure(true, ExitCode.DESTINATION, message, null);
    }

    /** Refused by this program, as going on could do harm. */
    static ConfigurationStoreFailure unsafe(String message) {
        return new ConfigurationStoreFailure(true, ExitCode.REFUSED, message, null);
    }

    boolean isRefusal() {
        return refusal;
    }

    /** The same, where it is known from elsewhere whether something may have come of it. */
    ConfigurationStoreFailure as(boolean aRefusal) {
        return aRefusal == refusal
                ? this
                : new ConfigurationStoreFailure(aRefusal, exitCode(), String.valueOf(getMessage()), this);
    }
}
