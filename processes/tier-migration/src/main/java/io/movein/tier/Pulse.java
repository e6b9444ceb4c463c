package io.movein.tier;

import io.movein.store.postgresql.TenantReplication.Standing;
import io.movein.tier.configuration.WayBackPlan;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a stream goes on. A server tries again what it could not apply, so that one error may pass; several at the same position do not.
 */
final class Pulse {

    private static final int MOST_ERRORS = 3;
    private static final String NOT_APPLIED =
            "source: a change could not be applied; it is tried again. The source's log says which and why";

    private final Duration limit;
    private String confirmed = "";
    private long errorsThen;
    private long errors;
    private long aliveAt = System.nanoTime();
    private String trouble = "";

    Pulse(@Nullable WayBackPlan plan) {
        this.limit = plan == null ? Duration.ofSeconds(30) : plan.limit();
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
            return first(NOT_APPLIED);
        }
        if (System.nanoTime() - aliveAt > limit.toNanos()) {
            return first("source: its subscription has read nothing for " + limit);
        }
        trouble = "";
        return Optional.empty();
    }

    /** What it could not apply yet. */
    Optional<String> stuck() {
        return errors > errorsThen ? Optional.of(NOT_APPLIED) : Optional.empty();
    }

    /** Why it will not go on. */
    Optional<String> stopped() {
        return errors - errorsThen < MOST_ERRORS
                ? Optional.empty()
                : Optional.of("source: a change could not be applied, %d times; the source's log says which and why"
                        .formatted(errors - errorsThen));
    }

    /** @return that nobody knows how it is, the first time */
    Optional<String> unknown(String why) {
        return first("how it is, nobody knows: " + why);
    }

    private Optional<String> first(String what) {
        if (what.equals(trouble)) {
            return Optional.empty();
        }
        trouble = what;
        return Optional.of(what);
    }
}
