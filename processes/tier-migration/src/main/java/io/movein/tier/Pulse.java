package io.movein.tier;

import io.movein.store.postgresql.TenantReplication.Standing;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a stream goes on. A server tries again what it could not apply, so that one error may pass; several at the same position do not.
 */
final class Pulse {

    private static final int MOST_ERRORS = 3;

    private final String server;
    private final Duration limit;
    private String confirmed = "";
    private long errorsThen;
    private long errors;
    private long aliveAt = System.nanoTime();
    private String trouble = "";

    /**
     * @param server to which the changes come
     * @param limit  that it may read nothing
     */
    Pulse(String server, Duration limit) {
        this.server = server;
        this.limit = limit;
    }

    /** @return what is wrong, the first time that it is */
    Optional<String> mark(Standing now) {
        if (!now.confirmed().equals(confirmed) || now.behind() == 0) {
            confirmed = now.confirmed();
            errorsThen = now.errors();
        }
        errors = now.errors();
        if (now.active()) {
            aliveAt = System.nanoTime();
        }
        if (errors > errorsThen) {
            return first(notApplied());
        }
        if (System.nanoTime() - aliveAt > limit.toNanos()) {
            return first("%s: its subscription has read nothing for %s".formatted(server, limit));
        }
        trouble = "";
        return Optional.empty();
    }

    private String notApplied() {
        return "%1$s: a change could not be applied; it is tried again. The %1$s's log says which and why"
                .formatted(server);
    }

    /** What it could not apply yet. */
    Optional<String> stuck() {
        return errors > errorsThen ? Optional.of(notApplied()) : Optional.empty();
    }

    /** Why it will not go on. */
    Optional<String> stopped() {
        return errors - errorsThen < MOST_ERRORS
                ? Optional.empty()
                : Optional.of("%1$s: a change could not be applied, %2$d times; the %1$s's log says which and why"
                        .formatted(server, errors - errorsThen));
    }

    /** @return that nobody knows how it is, the first time */
    Optional<String> unknown(String why) {
        return first("its state is unknown: " + why);
    }

    private Optional<String> first(String what) {
        if (what.equals(trouble)) {
            return Optional.empty();
        }
        trouble = what;
        return Optional.of(what);
    }
}
