package io.movein.review.lifecycle;

import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import io.movein.review.state.Pool;
import io.movein.review.state.QueuedRun;
import io.movein.review.state.Reservation;
import io.movein.review.state.Tenant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** All that review remembers, to be looked at. */
public interface Platform {

    /** By {@code owner/repo#number}; null for one that was never requested. */
    @Nullable
    Migration migration(String id);

    /** A migration plan by {@code owner/repo#number} of its issue; null for one that was never requested. */
    @Nullable
    MigrationPlan plan(String id);

    /** By namespace; one that was never heard of has written nothing. */
    Tenant tenant(String namespace);

    Pool pool();

    /** The approved runs that wait, by their places. */
    SortedMap<Long, QueuedRun> queue();

    /** What the run that is active in this namespace takes; null where none is. */
    @Nullable
    Reservation reservation(String namespace);

    /** All that review remembers, to be written too. */
    interface Store extends Platform {
        void put(Migration migration);

        void put(MigrationPlan plan);

        void put(Tenant tenant);

        void put(Pool pool);

        void put(QueuedRun run);

        void removeQueued(long place);

        void put(Reservation reservation);

        void removeReservation(String namespace);
    }
}
