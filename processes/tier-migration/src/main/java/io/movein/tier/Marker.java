package io.movein.tier;

import java.util.Locale;
import java.util.Optional;

/** By which whoever comes next knows how far a migration came. */
interface Marker {

    /** How far it came. */
    enum Stage {
        /** What is at the target is a copy that nobody uses; it may be dropped. */
        COPYING,
        /** The tenant may be here already; nothing is ever dropped. */
        SWITCHING;

        static Stage of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** That of this migration; none where it has not begun, or has come to its end. */
    Optional<Stage> stage();

    /** Before the first thing is made at a target. */
    void copying();

    /** Before the switch is asked for. */
    void switching();

    /** The configuration store says that the tenant is not here. */
    void notSwitched();

    /** Nothing of a copy is left, and it is begun anew. */
    void clear();

    /** Nothing of ours is left. */
    void remove();
}
