package io.movein.storage.catalogue;

import io.movein.storage.configuration.CatalogueSettings.Columns;
import io.movein.storage.configuration.CatalogueSettings.Postgresql;
import io.movein.storage.configuration.Scope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements over the table of artifacts. Identifiers come from the configuration, whose schema lets nothing else through; values
 * are always parameters.
 */
final class Rows {

    /** A condition and what its question marks stand for. */
    record Condition(String sql, List<Object> values) {}

    private final Postgresql settings;
    private final Columns columns;
    private final String idType;

    /** @param idType as PostgreSQL writes it: ids are compared as what they are, so that their index is used */
    Rows(Postgresql settings, String idType) {
        this.settings = settings;
        this.columns = settings.columns();
        this.idType = idType;
    }

    String selected() {
        return "%s::text, %s::text, %s::text, %s, %s, %s, %s"
                .formatted(
                        columns.id(),
                        columns.organisation(),
                        columns.purpose(),
                        columns.binding(),
                        columns.key(),
                        columns.size(),
                        columns.sha256() == null ? "null" : columns.sha256());
    }

    String table() {
        return settings.table();
    }

    String present() {
        return columns.deleted() == null
                ? "true"
                : "(%1$s is null or %1$s::text in ('f', 'false', '0'))".formatted(columns.deleted());
    }

    String isId() {
        return "%s = cast(? as %s)".formatted(columns.id(), idType);
    }

    String isNotId() {
        return "%s <> cast(? as %s)".formatted(columns.id(), idType);
    }

    String liesAt() {
        return "%s = ? and %s = ?".formatted(columns.binding(), columns.key());
    }

    /** Of the scope, but for the bindings: for what lies at the target. */
    Condition anywhere(Scope scope, Clock clock) {
        return scope(new Scope(null, scope.organisations(), scope.purposes(), scope.olderThan(), scope.keys()), clock);
    }

    Condition scope(Scope scope, Clock clock) {
        var terms = new ArrayList<String>(List.of("true"));
        var values = new ArrayList<>();
        anyOf(scope.bindings(), columns.binding(), terms, values);
        anyOf(scope.organisations(), columns.organisation() + "::text", terms, values);
        anyOf(scope.purposes(), columns.purpose() + "::text", terms, values);
        if (scope.olderThan() != null) {
            terms.add(columns.created() + " < ?");
            values.add(OffsetDateTime.ofInstant(clock.instant().minus(scope.olderThan()), ZoneOffset.UTC));
        }
        if (scope.keys() != null) {
            terms.add(columns.key() + " ~ ?");
            values.add("^(?:" + scope.keys() + ")$");
        }
        return new Condition("coalesce(%s, false)".formatted(String.join(" and ", terms)), values);
    }

    private static void anyOf(
            @org.jspecify.annotations.Nullable List<String> wanted,
            String column,
            List<String> terms,
            List<Object> values) {
        if (wanted != null) {
            terms.add(column + " = any(?)");
            values.add(wanted.toArray(String[]::new));
        }
    }

    String candidates(Condition scope) {
        return "select %s from %s where %s <> ? and %s and %s order by %s"
                .formatted(selected(), table(), columns.binding(), present(), scope.sql(), columns.id());
    }

    String outside(Condition scope) {
        return "select %1$s, %2$s::text, count(*), coalesce(sum(%3$s), 0) from %4$s where %1$s <> ? and %5$s and not %6$s group by 1, 2 order by 1, 2"
                .formatted(columns.binding(), columns.purpose(), columns.size(), table(), present(), scope.sql());
    }

    String atTarget(Condition scope) {
        return "select %s from %s where %s = ? and %s and %s order by %s"
                .formatted(selected(), table(), columns.binding(), present(), scope.sql(), columns.id());
    }

    /**
     * Sets binding, key, organisation, size and, where there is one, SHA-256; only if the row is what was read and the target is active.
     */
    String point() {
        var bindings = settings.bindings();
        var active = bindings == null
                ? ""
                : "with active as (select 1 from %s where %s = ? and %s = ? for share) "
                        .formatted(bindings.table(), bindings.name(), bindings.status());
        return active
                + "update %s set %s = ?, %s = ?, %s = ?, %s = ?%s where %s and %s and %s and %s is not distinct from ?%s%s"
                        .formatted(
                                table(),
                                columns.binding(),
                                columns.key(),
                                columns.organisation(),
                                columns.size(),
                                columns.sha256() == null ? "" : ", " + columns.sha256() + " = ?",
                                isId(),
                                liesAt(),
                                present(),
                                columns.size(),
                                columns.sha256() == null ? "" : " and " + columns.sha256() + " is not distinct from ?",
                                bindings == null ? "" : " and exists (select 1 from active)");
    }

    List<Object> pointed(Artifact from, ArtifactLocation to) {
        var values = new ArrayList<>();
        if (settings.bindings() != null) {
            values.addAll(List.of(to.binding(), settings.bindings().active()));
        }
        values.addAll(List.of(to.binding(), to.key(), to.organisation(), to.size()));
        if (columns.sha256() != null) {
            values.add(to.sha256());
        }
        values.addAll(List.of(from.id(), from.binding(), from.key()));
        values.add(from.size());
        if (columns.sha256() != null) {
            values.add(from.sha256());
        }
        return values;
    }

    static Artifact artifact(ResultSet row) throws SQLException {
        var size = row.getLong(6);
        var known = !row.wasNull();
        return new Artifact(
                row.getString(1),
                orEmpty(row.getString(2)),
                orEmpty(row.getString(3)),
                row.getString(4),
                row.getString(5),
                known ? size : null,
                row.getString(7));
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }

    /** The type of the table's ids. */
    static String idType(Connection connection, Postgresql settings) throws SQLException {
        try (var statement = connection.prepareStatement(
                "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = ?::regclass and attname = lower(?) and attnum > 0")) {
            statement.setString(1, settings.table());
            statement.setString(2, settings.columns().id());
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the table %s has no column %s"
                            .formatted(settings.table(), settings.columns().id()));
                }
                return row.getString(1);
            }
        }
    }
}
