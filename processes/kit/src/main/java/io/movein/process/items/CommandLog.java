package io.movein.process.items;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands that were handled, so that none is handled twice, also across a restart. */
public final class CommandLog {

    /**
     * A command as it was taken up.
     *
     * @param result empty while it is being handled; of a process that died it says: not known whether it took effect
     */
    public record Entry(String id, String command, @Nullable String value, Optional<String> result) {}

    private final Database database;
    private final RunTable runs;
    private final Clock clock;

    CommandLog(Database database, RunTable runs, Clock clock) {
        this.database = database;
        this.runs = runs;
        this.clock = clock;
    }

    /** @return false if it has been taken up before, by this process or an earlier one */
    public boolean takeUp(String id, String command, @Nullable String value) {
        return database.transact(connection -> {
            try (var insert = connection.prepareStatement(
                    "insert into commands (id, run, command, value, at) values (?, ?, ?, ?, ?) on conflict (id) do nothing")) {
                insert.setString(1, id);
                insert.setInt(2, runs.current(connection));
                insert.setString(3, command);
                insert.setString(4, value);
                insert.setLong(5, clock.millis());
                return insert.executeUpdate() == 1;
            }
        });
    }

    public void handled(String id, String result) {
        database.transact(connection -> {
            try (var update = connection.prepareStatement("update commands set result = ?, at = ? where id = ?")) {
                update.setString(1, result);
                update.setLong(2, clock.millis());
                update.setString(3, id);
                return update.executeUpdate();
            }
        });
    }

    /** The last so many, oldest first. */
    public List<Entry> last(int most) {
        return entries(
                "select * from (select number, id, command, value, result from commands order by number desc limit ?) order by number",
                most);
    }

    /** Those of the process that died and was started again for the same run, oldest first; of another run none. */
    public List<Entry> beforeTheRestart() {
        return entries("""
                select number, id, command, value, result from commands where run in (
                  select before.number from runs before, runs now
                  where now.number = (select max(number) from runs) and before.number = now.number - ?
                    and before.run = now.run and before.ended is null)
                order by number""", 1);
    }

    private List<Entry> entries(String query, int parameter) {
        return database.transact(connection -> {
            try (var select = connection.prepareStatement(query)) {
                select.setInt(1, parameter);
                return read(select.executeQuery());
            }
        });
    }

    private static List<Entry> read(ResultSet row) throws SQLException {
        try (row) {
            var entries = new ArrayList<Entry>();
            while (row.next()) {
                entries.add(new Entry(
                        row.getString("id"),
                        row.getString("command"),
                        row.getString("value"),
                        Optional.ofNullable(row.getString("result"))));
            }
            return entries;
        }
    }
}
