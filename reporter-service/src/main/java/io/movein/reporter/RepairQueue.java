package io.movein.reporter;

import io.movein.contract.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** The migrations that are to be looked at again, each at every time that was asked for. */
final class RepairQueue implements Repairs {
    /** What finds no room is found by the next tour over all open migrations. */
    private static final int ROOM = 100_000;

    private record Due(Instant at, MigrationId migration) {}

    private final InstantSource clock;
    private final TreeSet<Due> due = new TreeSet<>(
            Comparator.comparing(Due::at).thenComparing(one -> one.migration().toString()));

    RepairQueue(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void wanted(MigrationId migration, Duration after) {
        if (due.size() < ROOM) {
            due.add(new Due(clock.instant().plus(after), migration));
        }
    }

    /** Takes out at most so many that are due. */
    synchronized Set<MigrationId> take(int atMost) {
        var now = clock.instant();
        var taken = new LinkedHashSet<MigrationId>();
        while (taken.size() < atMost && !due.isEmpty() && !due.first().at().isAfter(now)) {
            taken.add(due.removeFirst().migration());
        }
        return taken;
    }
}
