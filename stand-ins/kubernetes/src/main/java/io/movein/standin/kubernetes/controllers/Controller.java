package io.movein.standin.kubernetes.controllers;

import io.movein.standin.kubernetes.store.ObjectChange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the objects of one kind to where they should be, key by key. A key is looked at after every change that
 * concerns it, again later where the controller asks for it, and again soon where looking at it failed.
 */
abstract class Controller {
    private static final Logger LOG = System.getLogger(Controller.class.getName());
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(500);

    private final Map<Key, Instant> due = new HashMap<>();

    /** Notes by {@link #soon} and {@link #later} which keys the change concerns. */
    abstract void heard(ObjectChange change);

    abstract void sync(Key key, Instant now);

    final void soon(Key key) {
        due.put(key, Instant.MIN);
    }

    final void later(Key key, Instant when) {
        due.merge(key, when, (a, b) -> a.isBefore(b) ? a : b);
    }

    final Optional<Instant> nextDue() {
        return due.values().stream().min(Instant::compareTo);
    }

    final void work(Instant now) {
        var ready = due.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        ready.forEach(due::remove);
        ready.forEach(key -> attempt(key, now));
    }

    private void attempt(Key key, Instant now) {
        try {
            sync(key, now);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.DEBUG,
                    () -> "%s: %s: trying again".formatted(getClass().getSimpleName(), key),
                    e);
            later(key, now.plus(AFTER_A_FAILURE));
        }
    }
}
