package io.movein.process.items;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.RunMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The runs over the journal. Used in the database's thread only. */
final class RunTable {

    private final Clock clock;

    RunTable(Clock clock) {
        this.clock = clock;
    }

    boolean lastDied(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select ended is null from runs order by number desc limit 1")) {
            return row.next() && row.getBoolean(1);
        }
    }

    void begin(Connection connection, int run, RunMode mode, AttemptKind attempt) throws SQLException {
        try (var insert =
                connection.prepareStatement("insert into runs (run, mode, attempt, started) values (?, ?, ?, ?)")) {
            insert.setInt(1, run);
            insert.setString(2, mode.toString());
            insert.setString(3, attempt.toString());
            insert.setLong(4, clock.millis());
            insert.executeUpdate();
        }
    }

    boolean end(Connection connection, ExitCode outcome) throws SQLException {
        try (var update = connection.prepareStatement(
                "update runs set ended = ?, outcome = ? where number = (select max(number) from runs)")) {
            update.setLong(1, clock.millis());
            update.setString(2, outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            return update.executeUpdate() == 1;
        }
    }

    /** Number of the run that began last; 0 before the first. */
    int current(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select coalesce(max(number), 0) from runs")) {
            return row.getInt(1);
        }
    }

    List<JournalRun> all(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select run, mode, attempt, started, ended, outcome from runs order by number")) {
            var all = new ArrayList<JournalRun>();
            while (row.next()) {
                var ended = row.getLong(5);
                all.add(new JournalRun(
                        row.getInt(1),
                        row.getString(2),
                        row.getString(3),
                        Instant.ofEpochMilli(row.getLong(4)),
                        ended == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended)),
                        Optional.ofNullable(row.getString(6))));
            }
            return all;
        }
    }
}
