package io.movein.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An {@link Anchor} at every master of a side. */
public final class Anchors implements AutoCloseable {

    private final List<Anchor> all = new ArrayList<>();

    private Anchors() {}

    /** @throws RedisFailure if one cannot be followed within the time */
    public static Anchors at(RedisSide side, Duration longest) throws InterruptedException {
        var anchors = new Anchors();
        try {
            for (var master : side.masters()) {
                anchors.all.add(Anchor.at(master.server(), longest));
            }
            return anchors;
        } catch (InterruptedException | RuntimeException e) {
            anchors.close();
            throw e;
        }
    }

    /** Places behind everything that each master has carried out so far, in their order. */
    public List<Position> now(Duration longest) throws InterruptedException {
        var deadline = System.nanoTime() + longest.toNanos();
        var places = new ArrayList<Position>();
        for (var anchor : all) {
            places.add(anchor.now(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
        }
        return places;
    }

    @Override
    public void close() {
        all.forEach(Anchor::close);
    }
}
