package io.movein.store.postgresql;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One state of some tables on both sides of a replication that goes on. Who writes to them at the source is held for a moment, in which the
 * target comes to have all that was written; then both states are kept, and everybody goes on. The source's server itself ends the hold,
 * whatever becomes of this process.
 *
 * @param position of the source's log at which both are
 * @param held     for how long who writes to the tables may have waited
 */
public record AgreedSnapshots(ExportedSnapshot source, ExportedSnapshot target, String position, Duration held)
        implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(3);

    /** By {@code statement_timeout} or {@code lock_timeout}. */
    private static final Set<String> TOO_LONG = Set.of("57014", "55P03");

    private static final String HOLDERS = """
            select distinct format('%%s%%s%%s on %%s', coalesce('pid ' || l.pid, 'a prepared transaction'),
                                   ' (' || nullif(a.backend_type, 'client backend') || ')',
                                   ' since ' || date_trunc('second', a.xact_start)::text, l.relation::regclass)
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'relation' and l.granted and l.relation in (%s)
            and l.database = (select oid from pg_database where datname = current_database())
            and l.mode in ('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
            and coalesce(a.xact_start < clock_timestamp() - %d * interval '1 ms', l.pid is null) order by 1""";

    /** Not this time. */
    public static final class NotAgreed extends Exception {

        private final transient Duration held;

        private NotAgreed(String why, Duration held) {
            super(why);
            this.held = held;
        }

        /** For how long who writes to the tables may have waited all the same. */
        public Duration held() {
            return held;
        }
    }

    /**
     * Tries once.
     *
     * @param tables  of the source, with their partitions; to those of the target nobody else writes
     * @param longest that who writes to them may wait: half of it until they are locked, half until the target has arrived
     * @throws NotAgreed where the tables are somebody else's for longer, or the target is further behind
     */
    public static AgreedSnapshots of(
            PostgresServer source,
            PostgresServer target,
            TenantReplication replication,
            List<TableDescription> tables,
            Duration longest)
            throws NotAgreed, InterruptedException {
        try (var lock = source.openForScripts();
                var looking = source.open();
                var arriving = target.open();
                var here = new Kept(source.open());
                var there = new Kept(target.open())) {
            return new Attempt(replication, tables, longest.dividedBy(2), lock, looking, arriving, here, there).make();
        }
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }

    /** A connection that outlives the attempt if that was one of use. */
    private static final class Kept implements AutoCloseable {

        private final PostgresSession session;
        private boolean kept;

        private Kept(PostgresSession session) {
            this.session = session;
        }

        private void keep() {
            kept = true;
        }

        @Override
        public void close() {
            if (!kept) {
                session.close();
            }
        }
    }

    /**
     * Its connections are there before anybody waits for it.
     *
     * @param lock for what holds the tables
     */
    private record Attempt(
            TenantReplication replication,
            List<TableDescription> tables,
            Duration half,
            PostgresSession lock,
            PostgresSession looking,
            PostgresSession arriving,
            Kept here,
            Kept there) {

        private AgreedSnapshots make() throws NotAgreed, InterruptedException {
            lock.execute("set statement_timeout = %1$d; set idle_in_transaction_session_timeout = %1$d"
                    .formatted(half.toMillis()));
            TenantReplication.flushAtOnce(looking);
            TenantReplication.flushAtOnce(arriving);
            if (!arrives(replication.position(looking))) {
                throw new NotAgreed(behind(), Duration.ZERO);
            }
            var holders = holders();
            if (!holders.isEmpty()) {
                throw new NotAgreed("held at the source by " + holders, Duration.ZERO);
            }
            var began = System.nanoTime();
            lock(began);
            var from = ExportedSnapshot.by(here.session);
            var position = replication.position(looking);
            if (!arrives(position)) {
                throw released(behind(), began);
            }
            var to = ExportedSnapshot.by(there.session);
            letGo(began);
            here.keep();
            there.keep();
            return new AgreedSnapshots(from, to, position, since(began));
        }

        private String behind() {
            return "the target needs more than %d ms for the source's last changes".formatted(half.toMillis());
        }

        /** Nobody who has written to them is left, and nobody begins to: what is committed there is before the next position. */
        private void lock(long began) throws NotAgreed {
            var names =
                    tables.stream().map(table -> table.name().sql()).sorted().collect(Collectors.joining(", "));
            lock.execute("begin");
            try {
                lock.execute("lock table %s in share mode".formatted(names));
            } catch (PostgresFailure e) {
                if (TOO_LONG.contains(e.state())) {
                    throw released(
                            "the tables could not be locked at the source within %d ms".formatted(half.toMillis()),
                            began);
                }
                throw e;
            }
        }

        /** Proves that they were locked until now. */
        private void letGo(long began) throws NotAgreed {
            try {
                lock.execute("commit");
            } catch (PostgresFailure e) {
                throw released("the source had ended the hold before both sides were read: " + e.getMessage(), began);
            }
        }

        private NotAgreed released(String why, long began) {
            lock.close();
            return new NotAgreed(why, since(began));
        }

        /** The target tells what it has flushed, and is asked only when there is something new. */
        private boolean arrives(String position) throws InterruptedException {
            var until = System.nanoTime() + half.toNanos();
            while (true) {
                TenantReplication.flush(arriving);
                if (replication.reached(looking, position)) {
                    return true;
                }
                if (System.nanoTime() - until > 0) {
                    return false;
                }
                TenantReplication.flush(looking);
                Thread.sleep(LOOK_EVERY);
            }
        }

        /** Those who will not be done in time: nobody is made to wait behind them. */
        private List<String> holders() {
            var relations = tables.stream()
                    .flatMap(TableDescription::relations)
                    .map(name -> SqlText.literal(name.sql()) + "::regclass")
                    .collect(Collectors.joining(", "));
            return looking.rows(HOLDERS.formatted(relations, half.toMillis())).stream()
                    .map(row -> row.text(0))
                    .toList();
        }

        private static Duration since(long began) {
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }
}
