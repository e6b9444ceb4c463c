package io.movein.tier;

import io.movein.process.Secrets;
import io.movein.tier.HttpDocument.Found;
import io.movein.tier.configuration.TierPlan;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A JSON document of the tenant's in which every change is compare-and-set by its ETag, so that nobody's change in between is lost. A tag
 * fits once: as soon as any change is taken, none that was sent before it can still apply. So, where the answer to one is lost, another is
 * made until one is taken or the document is seen to be changed.
 */
final class HttpConfigurationStore implements ConfigurationStore {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int TRIES = 5;

    private final TierPlan.Http plan;
    private final HttpDocument document;
    private final Duration firstPause;
    private final JsonPointer place;
    private final JsonPointer readOnly;
    private final @Nullable JsonPointer stamp;
    /** Whether a change may still apply that was sent before: by this process, or by one before it. */
    private boolean late = true;
    /** Whether the tenant may have been switched. */
    private boolean switched;

    HttpConfigurationStore(TierPlan.Http plan, Secrets secrets) {
        this(plan, secrets, PATIENCE, FIRST_PAUSE);
    }

    /**
     * @param patience   with an answer
     * @param firstPause after a try, doubled with each
     */
    HttpConfigurationStore(TierPlan.Http plan, Secrets secrets, Duration patience, Duration firstPause) {
        this.plan = plan;
        this.document = new HttpDocument(plan, secrets, patience);
        this.firstPause = firstPause;
        this.place = JsonPointer.compile(plan.place());
        this.readOnly = JsonPointer.compile(plan.readOnly());
        this.stamp = plan.stamp() == null ? null : JsonPointer.compile(plan.stamp());
    }

    @Override
    public String read() {
        return persistently(() -> Optional.of(placeIn(get())));
    }

    /**
     * A switch that may be late is of a document in which the tenant is frozen: if that is what is found, it is changed, and with it the
     * tag.
     */
    @Override
    public String readForGood(String to) {
        return persistently(() -> {
            var found = get();
            var there = placeIn(found);
            if (there.equals(to)) {
                late = false;
                return Optional.of(there);
            }
            return isFrozen(found) && !put(found, readOnly, BooleanNode.FALSE) ? Optional.empty() : Optional.of(there);
        });
    }

    @Override
    public void freeze() {
        persistently(() -> bring(true));
    }

    @Override
    public void unfreeze() {
        persistently(() -> bring(false));
    }

    private Optional<Boolean> bring(boolean wanted) {
        var found = get();
        if (!wanted && late && !isFrozen(found)) {
            // a freeze may come yet: made here, it cannot
            if (!put(found, readOnly, BooleanNode.TRUE)) {
                return Optional.empty();
            }
            found = get();
        }
        if (isFrozen(found) != wanted && put(found, readOnly, BooleanNode.valueOf(wanted))) {
            found = get();
        }
        return isFrozen(found) == wanted ? Optional.of(wanted) : Optional.empty();
    }

    @Override
    public String set(String to, String from) {
        try {
            return persistently(() -> compareAndSet(to, from));
        } catch (ConfigurationStoreFailure e) {
            throw e.as(!switched);
        }
    }

    private Optional<String> compareAndSet(String to, String from) {
        var found = get();
        var there = placeIn(found);
        if (!there.equals(from)) {
            return Optional.of(there);
        }
        if (!isFrozen(found)) {
            throw document.unsafe(
                    ("the tenant is not frozen any more (expected true at '%s', as it was set): somebody has ended the freeze, and what"
                                    + " it has written since is at the source alone; find out who, and start over")
                            .formatted(plan.readOnly()));
        }
        if (!switchTo(to, found)) {
            return Optional.empty();
        }
        var after = get();
        // one that still shows what was replaced is not the whole truth
        return after.tag().equals(found.tag()) ? Optional.empty() : Optional.of(placeIn(after));
    }

    private boolean switchTo(String to, Found found) {
        try {
            var taken = put(found, place, StringNode.valueOf(to));
            switched |= taken;
            return taken;
        } catch (ConfigurationStoreFailure e) {
            switched |= !e.isRefusal();
            throw e;
        }
    }

    private boolean put(Found found, JsonPointer at, JsonNode value) {
        var changed = found.document().deepCopy();
        set(changed, at, value);
        if (stamp != null) {
            set(changed, stamp, StringNode.valueOf(UUID.randomUUID().toString()));
        }
        var before = late;
        late = true;
        try {
            var taken = document.put(changed, found.tag());
            late = false;
            return taken;
        } catch (ConfigurationStoreFailure e) {
            late = before || !e.isRefusal();
            throw e;
        }
    }

    private static void set(ObjectNode document, JsonPointer at, JsonNode value) {
        ((ObjectNode) document.at(at.head())).set(at.last().getMatchingProperty(), value);
    }

    /** With everything in it that has to be there. */
    private Found get() {
        var found = document.get();
        if (!found.document().at(place).isString()) {
            throw document.refusal("GET: no text at '%s' (expected where the tenant is)".formatted(plan.place()));
        }
        if (!found.document().at(readOnly).isBoolean()) {
            throw document.refusal("GET: neither true nor false at '%s' (expected whether the tenant may only read)"
                    .formatted(plan.readOnly()));
        }
        for (var at :
                stamp == null ? new JsonPointer[] {place, readOnly} : new JsonPointer[] {place, readOnly, stamp}) {
            if (!found.document().at(at.head()).isObject()) {
                throw document.refusal("GET: no object at '%s' (expected one, for '%s')".formatted(at.head(), at));
            }
        }
        return found;
    }

    private String placeIn(Found found) {
        return found.document().at(place).asString();
    }

    private boolean isFrozen(Found found) {
        return found.document().at(readOnly).asBoolean();
    }

    /** @param work gives nothing where somebody else has changed the document meanwhile */
    private <T> T persistently(Supplier<Optional<T>> work) {
        for (var look = 1; ; look++) {
            try {
                var done = work.get();
                if (done.isPresent()) {
                    return done.get();
                }
                if (look == TRIES) {
                    throw document.unknown(
                            "PUT: was changed by others %d times in a row, or GET does not show what was put; try again when nobody changes it"
                                    .formatted(TRIES),
                            null);
                }
            } catch (ConfigurationStoreFailure e) {
                if (look == TRIES || e.isRefusal() && !switched) {
                    throw e;
                }
            }
            pause(look);
        }
    }

    private void pause(int look) {
        try {
            Thread.sleep(firstPause.multipliedBy(1L << (look - 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw document.unknown("stopped", e);
        }
    }

    @Override
    public String expected() {
        return "a JSON object with a strong ETag, where the tenant is at '%s', and true or false at '%s'"
                .formatted(plan.place(), plan.readOnly());
    }

    @Override
    public String howToRead() {
        return "GET " + plan.url();
    }

    @Override
    public String howToUnfreeze() {
        return "set '%s' to false in %s".formatted(plan.readOnly(), plan.url());
    }
}
