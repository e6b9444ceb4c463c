package io.movein.live;

import java.util.Locale;

/** How far a migration is; {@link Transitions} says what follows what. */
public enum Phase {
    /** Both sides are looked at; nothing is written. */
    VALIDATING,
    /** Keys are copied. */
    INITIAL_SYNC,
    /** Writes at the source are followed. */
    LIVE_SYNC,
    /** The tenant's writes are held. */
    CUTOVER,
    /** Writes are the target's; the way back is open, if there is one, then what was needed on the way is put away. */
    CLEANUP,
    COMPLETED,
    /** Nothing is written to the target; the link is kept, and what comes is spooled. */
    PAUSED,
    /** What was copied is removed, and the source never noticed; or the tenant went back with everything that it wrote at the target. */
    CANCELLED,
    FAILED;

    public boolean isFinal() {
        return this == COMPLETED || this == CANCELLED || this == FAILED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
