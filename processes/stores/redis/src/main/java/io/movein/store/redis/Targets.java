package io.movein.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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

    /**
     * Becomes the writer everywhere.
     *
     * @param giving the side that is followed
     * @param taking the side that is written to
     */
    public static Targets open(RedisSide giving, RedisSide taking, KeySpace tenant, int database) {
        var targets = new Targets(new ArrayList<>());
        try {
            for (var from : giving.masters()) {
                var opened = new ArrayList<Target>();
                targets.bySource.add(opened);
                for (var to : taking.masters()) {
                    var keys = tenant.in(from.slots()).in(to.slots());
                    if (!keys.slots().isEmpty()) {
                        opened.add(Target.open(to.server(), keys, database));
                    }
                }
            }
            if (giving.cluster() || taking.cluster()) {
                targets.forgetAnotherLayout(tenant);
            }
            return targets;
        } catch (RuntimeException e) {
            targets.close();
            throw e;
        }
    }

    private void forgetAnotherLayout(KeySpace tenant) {
        var now = all().map(target -> target.tenant().slots().toString()).collect(Collectors.joining(" "));
        var keeper = all().filter(Target::keepsLayout).findFirst().orElseThrow();
        var before = keeper.layout();
        if (!before.equals(now)) {
            all().forEach(Target::forgetPosition);
            Stream.of(before.split(" "))
                    .filter(slots -> !slots.isEmpty())
                    .map(slots -> tenant.in(Slots.parse(slots)))
                    .forEach(this::end);
            keeper.layout(now);
        }
    }

    /** A process that wrote by another layout knows other names: it finds out, and what it had sent is void. */
    private void end(KeySpace before) {
        if (all().noneMatch(target -> target.isNamedAs(before))) {
            all().forEach(target -> target.forget(before));
        }
        all().filter(target -> all().noneMatch(other -> other.isAtTheServerOf(target) && other.isNamedAs(before)))
                .forEach(target -> target.connection().end(before.connectionName(Target.ROLE)));
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
