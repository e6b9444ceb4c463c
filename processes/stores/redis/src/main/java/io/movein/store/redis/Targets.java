package io.movein.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The one writer of a tenant's keys on every master of a side, one for what comes from each master of the other. Each says by itself how
 * far it is. What they say counts only while every slot is where it was then: else, were a slot to leave and come back, writes that it
 * got elsewhere would be done twice.
 */
public final class Targets implements AutoCloseable {

    private final List<List<Target>> bySource;

    private Targets(List<List<Target>> bySource) {
        this.bySource = bySource;
    }

    /** Becomes the writer everywhere. */
    public static Targets open(RedisSide source, RedisSide target, KeySpace tenant, int database) {
        var targets = new Targets(new ArrayList<>());
        try {
            for (var from : source.masters()) {
                var opened = new ArrayList<Target>();
                targets.bySource.add(opened);
                for (var to : target.masters()) {
                    var keys = tenant.in(from.slots()).in(to.slots());
                    if (!keys.slots().isEmpty()) {
                        opened.add(Target.open(to.server(), keys, database));
                    }
                }
            }
            if (source.cluster() || target.cluster()) {
                targets.forgetAnotherLayout();
            }
            return targets;
        } catch (RuntimeException e) {
            targets.close();
            throw e;
        }
    }

    private void forgetAnotherLayout() {
        var now = all().map(target -> target.tenant().slots().toString()).toList().toString();
        var keeper = all().filter(Target::keepsLayout).findFirst().orElseThrow();
        if (!keeper.layout().equals(now)) {
            all().forEach(Target::forgetPosition);
            keeper.layout(now);
        }
    }

    private Stream<Target> all() {
        return bySource.stream().flatMap(List::stream);
    }

    /** For what comes from this master of the source. */
    List<Target> of(int source) {
        return bySource.get(source);
    }

    /** From a master of the source to one of the target. */
    int ways() {
        return (int) all().count();
    }

    /**
     * What is there is what the other side's masters have at these places of their streams, and need not be copied.
     *
     * @param same in the order of the masters
     */
    public void startAt(List<Position> same) {
        for (var i = 0; i < same.size(); i++) {
            var at = same.get(i);
            bySource.get(i).forEach(target -> target.startAt(at));
        }
    }

    /** What is written from now on begins a new copy. */
    public void empty() {
        all().forEach(Target::empty);
    }

    /** Removes what is kept there beside the tenant's keys. */
    public void forgetAll() {
        all().forEach(Target::forgetAll);
    }

    @Override
    public void close() {
        all().forEach(Target::close);
    }
}
