package io.movein.storage.catalogue;

import io.movein.process.Secrets;
import io.movein.process.items.Blame;
import io.movein.process.retry.Classifier;
import io.movein.process.retry.Retries;
import io.movein.storage.catalogue.Rows.Condition;
import io.movein.storage.configuration.CatalogueSettings.Postgresql;
import io.movein.storage.configuration.Scope;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The application's own table. What may pass is tried again; a change whose answer was lost is looked at before it is made again. */
public final class PostgresCatalogue implements Catalogue {

    private static final int PAGE = 1000;
    /** Classes of SQLSTATE that say nothing about the row: connection, rollback, resources, intervention, system. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57", "58");

    private final Postgresql settings;
    private final String target;
    private final Connections connections;
    private final Retries retries;
    private final Rows rows;
    /** Made once, as each artifact needs it. */
    private final String pointing;

    private final Condition scope;
    private final Condition anywhere;

    private PostgresCatalogue(
            Postgresql settings,
            String target,
            Connections connections,
            Retries retries,
            Rows rows,
            Condition scope,
            Condition anywhere) {
        this.settings = settings;
        this.target = target;
        this.connections = connections;
        this.retries = retries;
        this.rows = rows;
        this.pointing = rows.point();
        this.scope = scope;
        this.anywhere = anywhere;
    }

    /** @throws CatalogueFailure if it cannot be reached, does not let us in, or has not the table and the columns */
    public static PostgresCatalogue open(
            Postgresql settings, String target, Scope scope, Secrets secrets, Retries retries, Clock clock) {
        var connections = new Connections(settings, secrets);
        try {
            return connections.use(connection -> {
                var rows = new Rows(settings, Rows.idType(connection, settings));
                var catalogue = new PostgresCatalogue(
                        settings,
                        target,
                        connections,
                        retries,
                        rows,
                        rows.scope(scope, clock),
                        rows.anywhere(scope, clock));
                catalogue.tryStatements(connection);
                return catalogue;
            });
        } catch (SQLException e) {
            connections.close();
            throw failure(settings, "open", e);
        }
    }

    /** Has the server look at each statement, and nothing done: a column that is not there is found before anything is moved. */
    private void tryStatements(Connection connection) throws SQLException {
        for (var statement : List.of(rows.candidates(scope), rows.outside(scope), rows.point())) {
            try (var prepared = connection.prepareStatement(statement)) {
                prepared.getParameterMetaData();
            }
        }
    }

    @Override
    public void candidates(Candidates candidates) {
        each(
                rows.candidates(scope),
                with(target, scope.values()),
                artifact -> candidates.add(artifact, artifact.size() == null ? -1 : artifact.size()));
    }

    /** As of one moment, page by page. */
    private void each(String sql, List<Object> values, Consumer<Artifact> consumer) {
        try {
            connections.use(connection -> {
                connection.setAutoCommit(false);
                try (var begun = connection.createStatement();
                        var statement = prepared(connection, sql, values)) {
                    begun.execute("set transaction isolation level repeatable read, read only");
                    each(statement, consumer);
                } finally {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
                return true;
            });
        } catch (SQLException e) {
            throw failure(settings, "read the table", e);
        }
    }

    private static void each(PreparedStatement statement, Consumer<Artifact> consumer) throws SQLException {
        statement.setFetchSize(PAGE);
        try (var row = statement.executeQuery()) {
            while (row.next()) {
                consumer.accept(Rows.artifact(row));
            }
        }
    }

    @Override
    public List<Outside> outside() {
        return query(
                rows.outside(scope),
                with(target, scope.values()),
                row -> new Outside(row.getString(1), String.valueOf(row.getString(2)), row.getLong(3), row.getLong(4)));
    }

    @Override
    public void atTarget(Consumer<Artifact> consumer) {
        each(rows.atTarget(anywhere), with(target, anywhere.values()), consumer);
    }

    @Override
    public boolean anyAtTarget() {
        return !query(rows.atTarget(anywhere) + " limit 1", with(target, anywhere.values()), row -> row.getString(1))
                .isEmpty();
    }

    @Override
    public Optional<Artifact> find(String id) {
        var sql = "select %s from %s where %s and %s"
                .formatted(rows.selected(), rows.table(), rows.isId(), rows.present());
        return query(sql, List.of(id), Rows::artifact).stream().findFirst();
    }

    @Override
    public Optional<String> otherAt(String binding, String key, String id) {
        var sql = "select %s from %s where %s and %s limit 1"
                .formatted(rows.selected(), rows.table(), rows.liesAt(), rows.isNotId());
        return query(sql, List.of(binding, key, id), Rows::artifact).stream()
                .map(Artifact::id)
                .findFirst();
    }

    @Override
    public boolean isActive(String binding) {
        var table = settings.bindings();
        if (table == null) {
            return true;
        }
        var sql = "select %s from %s where %s = ?".formatted(table.name(), table.table(), table.status());
        return query(sql, List.of(table.active()), row -> row.getString(1)).equals(List.of(binding));
    }

    @Override
    public Pointed point(Artifact from, ArtifactLocation to) {
        var changed = working("change the row " + from.id(), connection -> {
            try (var statement = prepared(connection, pointing, rows.pointed(from, to))) {
                return statement.executeUpdate();
            }
        });
        if (changed == 1) {
            return Pointed.MOVED;
        }
        if (find(from.id()).filter(row -> isMoved(row, to)).isPresent()) {
            return Pointed.MOVED;
        }
        return isActive(to.binding()) ? Pointed.CHANGED : Pointed.TARGET_INACTIVE;
    }

    private static boolean isMoved(Artifact row, ArtifactLocation to) {
        return row.liesAt(to.binding(), to.key())
                && Long.valueOf(to.size()).equals(row.size())
                && (row.sha256() == null || row.sha256().equalsIgnoreCase(to.sha256()));
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String sql, List<?> values, Reading<T> reading) {
        return working("read the table", connection -> {
            try (var statement = prepared(connection, sql, values);
                    var row = statement.executeQuery()) {
                var found = new ArrayList<T>();
                while (row.next()) {
                    found.add(reading.read(row));
                }
                return found;
            }
        });
    }

    private <T> T working(String what, Connections.Work<T> work) {
        try {
            return retries.call(Blame.DESTINATION, () -> connections.use(work));
        } catch (SQLException e) {
            if (passes(e)) {
                throw failure(settings, what, e);
            }
            throw new RowRefused("the catalogue %s: %s: %s".formatted(settings.url(), what, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(settings, what, e);
        } catch (Exception e) {
            throw failure(settings, what, e);
        }
    }

    /** For {@link Retries}. */
    public static Classifier.Verdict classify(Throwable thrown) {
        return thrown instanceof SQLException e && passes(e)
                ? new Classifier.Verdict.Passing()
                : new Classifier.Verdict.Permanent();
    }

    private static boolean passes(SQLException e) {
        var state = e.getSQLState();
        return state == null || state.length() < 2 || PASSING.contains(state.substring(0, 2));
    }

    private static CatalogueFailure failure(Postgresql settings, String what, Exception e) {
        return new CatalogueFailure(
                "the catalogue %s: %s: %s"
                        .formatted(
                                settings.url(),
                                what,
                                String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse("")),
                e);
    }

    private static PreparedStatement prepared(Connection connection, String sql, List<?> values) throws SQLException {
        var statement = connection.prepareStatement(sql);
        try {
            for (var i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, value(connection, values.get(i)));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static @Nullable Object value(Connection connection, @Nullable Object value) throws SQLException {
        return value instanceof String[] texts ? array(connection, texts) : value;
    }

    private static Array array(Connection connection, String[] texts) throws SQLException {
        return connection.createArrayOf("text", texts);
    }

    private static List<Object> with(Object first, List<Object> others) {
        var all = new ArrayList<>();
        all.add(first);
        all.addAll(others);
        return all;
    }

    @Override
    public void close() {
        connections.close();
    }
}
