package io.movein.store.redis;

import java.util.Optional;

/** A tenant's keys as they are at one moment, read over a replication link; the server goes on meanwhile. */
public final class Snapshots {

    /** Takes a key that was read. */
    public interface Sink {
        void entry(Entry entry);
    }

    private Snapshots() {}

    /** @return the position of the server's stream at which the snapshot is */
    public static Position read(Server server, KeySpace tenant, Sink sink) throws InterruptedException {
        var ended = new Position[] {Position.NONE};
        var link = Link.connect(server, tenant, () -> 0L);
        try {
            link.run(Optional.empty(), new Link.Sink() {
                @Override
                public void snapshotBegins(Position position) {}

                @Override
                public void entry(Entry entry) {
                    sink.entry(entry);
                }

                @Override
                public void snapshotEnds(Position position) {
                    ended[0] = position;
                    link.close();
                }

                @Override
                public void continues(Position position) {}

                @Override
                public void write(RedisCommand write, Position after) {}
            });
        } catch (RedisFailure failure) {
            if (ended[0].offset() < 0) {
                throw failure;
            }
        }
        return ended[0];
    }
}
