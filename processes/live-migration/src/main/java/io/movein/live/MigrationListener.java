package io.movein.live;

import io.movein.store.redis.Comparison;
import java.time.Duration;

/** Is told what happens to a migration, by its threads; does not wait. */
public interface MigrationListener {

    /**
     * How writes moved.
     *
     * @param pause       how long they were held
     * @param offset      of the source at which its writes end
     * @param applied     the offset up to which everything is at the target
     * @param clients     of the tenant that were closed at the source
     * @param expirations set within the pause
     * @param sourceShut  whether the source refused the tenant's writes on every node when it was looked at after
     */
    record Moved(Duration pause, long offset, long applied, int clients, int expirations, boolean sourceShut) {}

    /**
     * What the name server has after the move.
     *
     * @param from     where the name pointed
     * @param ttl      how long clients may know that
     * @param expected where it is to point
     * @param found    where it points, or why that is not known
     */
    record Named(String name, String from, Duration ttl, String expected, Duration newTtl, String found) {}

    void phase(Phase phase);

    /** In words. */
    void told(String line);

    void compared(Comparison.Result result);

    /** A key that the target did not take, with its answer. */
    void refused(String key, String why);

    void moved(Moved moved);

    /** The name by which clients find the tenant was changed. */
    default void named(Named named) {
        told(
                "'%s' pointed to %s, which clients may have cached for %s; it now points to %s (expected %s), with a time to live of %s"
                        .formatted(
                                named.name(),
                                named.from(),
                                named.ttl(),
                                named.found(),
                                named.expected(),
                                named.newTtl()));
    }
}
