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
    static Result of(Replica replica, int sample, Duration longest) throws InterruptedException {
        var at = System.currentTimeMillis();
        var here = new Sum(at, sample);
        var there = new Sum(at, sample);
        return new Result(add(replica, here, there, longest), here, there);
    }

    /** @return the offset at which they are compared */
    static long add(Replica replica, Sum here, Sum there, Duration longest) throws InterruptedException {
        replica.stopAfter(replica.position().offset());
        try {
            var beginnings = replica.beginnings();
            var server = replica.source().connection().server();
            var end = new Replica.End(Snapshots.read(server, replica.tenant(), here::add), beginnings);
            replica.stopAfter(end.position().offset());
            replica.await(end, longest);
            replica.addTo(there);
            return end.position().offset();
        } finally {
            replica.goOn();
        }
    }
}
