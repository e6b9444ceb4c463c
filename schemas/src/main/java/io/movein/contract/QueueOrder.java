package io.movein.contract;

import io.movein.migration.MigrationSnapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Where a migration stands among those that wait in the queue: by its ticket, and those of an earlier version, which gave none, before
 * all others by the time since when they wait. The one order for everybody who shows the queue.
 *
 * @param ticket 0 where an earlier version told its place
 * @param since when it came into the queue, as far as that was told
 */
public record QueueOrder(long ticket, Instant since, String migration) implements Comparable<QueueOrder> {
    private static final Comparator<QueueOrder> ORDER = Comparator.comparingLong(QueueOrder::ticket)
            .thenComparing(QueueOrder::since)
            .thenComparing(QueueOrder::migration);

    /** Empty: it is not in the queue. */
    public static Optional<QueueOrder> of(MigrationSnapshot snapshot) {
        var queue = snapshot.getStatus().getQueue();
        return queue == null
                ? Optional.empty()
                : Optional.of(new QueueOrder(queue.getTicket(), since(snapshot), snapshot.getMigration()));
    }

    private static Instant since(MigrationSnapshot snapshot) {
        var status = snapshot.getStatus();
        if (status.getQueue().getSince() != null) {
            return status.getQueue().getSince();
        }
        return status.getApproval() == null
                ? snapshot.getStateSince()
                : status.getApproval().getAt();
    }

    @Override
    public int compareTo(QueueOrder other) {
        return ORDER.compare(this, other);
    }
}
