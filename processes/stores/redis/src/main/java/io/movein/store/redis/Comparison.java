package io.movein.store.redis;

import java.time.Duration;

/**
 * Compares the two sides at one offset of the source's stream, while it is in use: a second snapshot says what the source had there,
 * and the writer stops there until the target was read. What comes meanwhile is spooled.
 */
public final class Comparison {

    /** What both sides had, of keys alive at one agreed time. */
    public record Result(long offset, Sum source, Sum target) {

        public boolean same() {
            return source.alive() == target.alive() && source.hex().equals(target.hex());
        }

        /** In words, where they are not the same. */
        public String difference() {
            return "the two sides differ at offset %d: %d keys here and %d there, checksums %s and %s"
                    .formatted(offset, target.alive(), source.alive(), target.hex(), source.hex());
        }
    }

    private Comparison() {}

    /**
     * @param longest that the writer is waited for
     * @throws RedisFailure if the snapshot or the replica does not come to its end
     */
    public static Result of(Server source, KeySpace tenant, Replica replica, int sample, Duration longest)
            throws InterruptedException {
        var at = System.currentTimeMillis();
        replica.stopAfter(replica.position().offset());
        try {
            var here = new Sum(at, sample);
            var offset = Snapshots.read(source, tenant, here::add);
            replica.stopAfter(offset);
            replica.await(offset, longest);
            var there = new Sum(at, sample);
            replica.addTo(there);
            return new Result(offset, here, there);
        } finally {
            replica.goOn();
        }
    }
}
