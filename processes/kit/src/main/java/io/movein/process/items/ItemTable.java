package io.movein.process.items;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The items. Outcomes wait in a bounded queue and are written together, as many as there are, by the database's thread. */
final class ItemTable {

    private static final int BATCH = 1000;
    private static final int MOST_WAITING = 8 * BATCH;
    /** An outcome waits for others so long. With each claim all are written anyway; a transaction for each would be most of the work. */
    private static final Duration LINGER = Duration.ofMillis(50);

    private static final String COLUMNS = "id, key, \"group\", bytes, detail, attempts";
    private static final String RECORD = COLUMNS + ", state, blame, code, text, moved, sha256, result, at";

    private record Change(Item item, Outcome outcome) {}

    private final Database database;
    private final Clock clock;
    private final BlockingQueue<Change> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean writing = new AtomicBoolean();
    private final StateCounts counts = new StateCounts();
    /** Nothing at or before it is queued. */
    private long position;

    private volatile @Nullable RuntimeException broken;

    ItemTable(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        count();
    }

    void count() {
        database.transact(connection -> {
            counts.clear();
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select state, count(*), sum(max(bytes, 0)) from items group by state")) {
                while (row.next()) {
                    counts.add(ItemState.of(row.getString(1)), row.getLong(2), row.getLong(3));
                }
            }
            position = 0;
            return position;
        });
    }

    Counts counts() {
        return counts.now();
    }

    void forget(Connection connection) throws SQLException {
        write(connection);
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("delete from items");
        }
    }

    void requeue(Connection connection, Set<ItemState> states) throws SQLException {
        write(connection);
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update items set state = 'queued', blame = null, code = null, text = null where state in "
                            + in(states));
        }
    }

    long add(Iterator<PlannedItem> planned) {
        var added = 0L;
        while (planned.hasNext()) {
            var batch = new ArrayList<PlannedItem>(BATCH);
            while (planned.hasNext() && batch.size() < BATCH) {
                batch.add(planned.next());
            }
            added += database.transact(connection -> insert(connection, batch));
        }
        return added;
    }

    private long insert(Connection connection, List<PlannedItem> batch) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into items (key, \"group\", bytes, detail, at) values (?, ?, ?, ?, ?) on conflict (key) do nothing")) {
            for (var item : batch) {
                insert.setString(1, item.key());
                insert.setString(2, item.group());
                insert.setLong(3, item.bytes());
                insert.setString(4, item.detail());
                insert.setLong(5, clock.millis());
                insert.addBatch();
            }
            var rows = insert.executeBatch();
            var added = 0;
            for (var i = 0; i < rows.length; i++) {
                if (rows[i] == 1) {
                    added++;
                    counts.add(ItemState.QUEUED, 1, Math.max(batch.get(i).bytes(), 0));
                }
            }
            return added;
        }
    }

    List<Item> claim(int most) {
        return database.transact(connection -> {
            write(connection);
            var claimed = queued(connection, most);
            try (var update = connection.prepareStatement(
                    "update items set state = 'running', attempts = attempts + 1, at = ? where id = ?")) {
                for (var item : claimed) {
                    update.setLong(1, clock.millis());
                    update.setLong(2, item.id());
                    update.addBatch();
                    counts.move(ItemState.QUEUED, ItemState.RUNNING, Math.max(item.bytes(), 0));
                }
                update.executeBatch();
            }
            if (!claimed.isEmpty()) {
                position = claimed.getLast().id();
            }
            return claimed;
        });
    }

    private List<Item> queued(Connection connection, int most) throws SQLException {
        try (var select = connection.prepareStatement(
                "select " + COLUMNS + " from items where id > ? and state = 'queued' order by id limit ?")) {
            select.setLong(1, position);
            select.setInt(2, most);
            try (var row = select.executeQuery()) {
                var found = new ArrayList<Item>();
                while (row.next()) {
                    found.add(item(row));
                }
                return found;
            }
        }
    }

    void record(Item item, Outcome outcome) {
        throwIfBroken();
        var change = new Change(item, outcome);
        while (!waiting.offer(change)) {
            flush();
        }
        if (writing.compareAndSet(false, true)) {
            database.later(
                    LINGER,
                    connection -> {
                        writing.set(false);
                        write(connection);
                        return true;
                    },
                    failure -> broken = failure);
        }
    }

    void flush() {
        database.transact(connection -> {
            write(connection);
            return true;
        });
    }

    /** Whoever waits for this must hear of what was lost before it as well. */
    private void write(Connection connection) throws SQLException {
        throwIfBroken();
        try {
            writeAll(connection);
        } catch (SQLException | RuntimeException e) {
            broken = e instanceof RuntimeException own
                    ? own
                    : new JournalFailure("outcomes could not be written to the journal", e);
            throw e;
        }
    }

    private void writeAll(Connection connection) throws SQLException {
        var batch = new ArrayList<Change>(BATCH);
        while (waiting.drainTo(batch, BATCH) > 0) {
            try (var update = connection.prepareStatement("""
                    update items set state = ?, blame = ?, code = ?, text = ?, moved = ?, sha256 = ?, result = ?, at = ?
                    where id = ? and state = 'running'""")) {
                for (var change : batch) {
                    set(update, change);
                    update.addBatch();
                }
                count(batch, update.executeBatch());
            }
            batch.clear();
        }
    }

    private void count(List<Change> batch, int[] rows) {
        for (var i = 0; i < rows.length; i++) {
            var item = batch.get(i).item;
            if (rows[i] != 1) {
                throw new IllegalStateException(
                        "the item '%s' was given an outcome, but was not claimed (expected one outcome for each claim)"
                                .formatted(item.key()));
            }
            var state = batch.get(i).outcome.state();
            counts.move(ItemState.RUNNING, state, Math.max(item.bytes(), 0));
            if (state == ItemState.QUEUED) {
                position = Math.min(position, item.id() - 1);
            }
        }
    }

    private void set(PreparedStatement update, Change change) throws SQLException {
        var cause = change.outcome instanceof Outcome.Failed failed ? failed.cause() : null;
        var skipped = change.outcome instanceof Outcome.Skipped skip ? skip : null;
        var migrated = change.outcome instanceof Outcome.Migrated moved ? moved : null;
        update.setString(1, change.outcome.state().toString());
        update.setString(2, cause == null ? null : cause.blame().toString());
        update.setString(3, cause != null ? cause.code() : skipped != null ? skipped.code() : null);
        update.setString(4, cause != null ? cause.text() : skipped != null ? skipped.reason() : null);
        update.setLong(5, migrated == null ? 0 : migrated.bytes());
        update.setString(6, migrated == null ? null : migrated.sha256());
        update.setString(7, migrated == null ? null : migrated.detail());
        update.setLong(8, clock.millis());
        update.setLong(9, change.item.id());
    }

    Optional<ItemRecord> find(String key) {
        return database.transact(connection -> {
            write(connection);
            try (var select = connection.prepareStatement("select " + RECORD + " from items where key = ?")) {
                select.setString(1, key);
                return records(select.executeQuery()).stream().findFirst();
            }
        });
    }

    void forEach(Set<ItemState> states, Consumer<ItemRecord> consumer) {
        var after = 0L;
        while (true) {
            var from = after;
            var page = database.transact(connection -> {
                write(connection);
                return page(connection, states, from);
            });
            if (page.isEmpty()) {
                return;
            }
            page.forEach(consumer);
            after = page.getLast().item().id();
        }
    }

    private static List<ItemRecord> page(Connection connection, Set<ItemState> states, long after) throws SQLException {
        try (var select =
                connection.prepareStatement("select %s from items where id > ? and state in %s order by id limit %d"
                        .formatted(RECORD, in(states), BATCH))) {
            select.setLong(1, after);
            return records(select.executeQuery());
        }
    }

    Map<String, Counts> countsByGroup() {
        return database.transact(connection -> {
            write(connection);
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select \"group\", state, count(*), sum(max(bytes, 0)) from items group by 1, 2")) {
                var byGroup = new TreeMap<String, StateCounts>();
                while (row.next()) {
                    byGroup.computeIfAbsent(row.getString(1), _ -> new StateCounts())
                            .add(ItemState.of(row.getString(2)), row.getLong(3), row.getLong(4));
                }
                var counted = new TreeMap<String, Counts>();
                byGroup.forEach((group, states) -> counted.put(group, states.now()));
                return counted;
            }
        });
    }

    long countWithSha256(ItemState state) {
        return database.transact(connection -> {
            write(connection);
            try (var select =
                    connection.prepareStatement("select count(*) from items where state = ? and sha256 is not null")) {
                select.setString(1, state.toString());
                try (var row = select.executeQuery()) {
                    return row.getLong(1);
                }
            }
        });
    }

    Map<ItemState, Map<String, Long>> causes() {
        return database.transact(connection -> {
            write(connection);
            try (Statement statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select state, code, count(*) from items where code is not null group by 1, 2")) {
                var causes = new EnumMap<ItemState, Map<String, Long>>(ItemState.class);
                while (row.next()) {
                    causes.computeIfAbsent(ItemState.of(row.getString(1)), _ -> new TreeMap<>())
                            .put(row.getString(2), row.getLong(3));
                }
                return causes;
            }
        });
    }

    private void throwIfBroken() {
        if (broken instanceof RuntimeException failure) {
            throw failure;
        }
    }

    private static List<ItemRecord> records(ResultSet row) throws SQLException {
        try (row) {
            var found = new ArrayList<ItemRecord>();
            while (row.next()) {
                found.add(new ItemRecord(
                        item(row),
                        ItemState.of(row.getString(7)),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10),
                        row.getLong(11),
                        row.getString(12),
                        row.getString(13),
                        Instant.ofEpochMilli(row.getLong(14))));
            }
            return found;
        }
    }

    private static Item item(ResultSet row) throws SQLException {
        return new Item(
                row.getLong(1), row.getString(2), row.getString(3), row.getLong(4), row.getString(5), row.getInt(6));
    }

    private static String in(Set<ItemState> states) {
        return states.stream().map(state -> "'" + state + "'").collect(Collectors.joining(", ", "(", ")"));
    }
}
