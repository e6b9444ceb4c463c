package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.store.postgresql.ForeignKey;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.RowSelection;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tenant's rows, where a table's rule says which they are: counted, sized, and looked at for what would go wrong elsewhere. */
final class TenantRows {

    private static final String EXTENSIONS = """
            select distinct e.extname from pg_attribute a
            join pg_type t on t.oid = a.atttypid
            join pg_depend d on d.classid = 'pg_type'::regclass and d.objid in (t.oid, t.typelem, t.typbasetype) and d.deptype = 'e'
            join pg_extension e on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid
            where a.attrelid in (%s) and a.attnum > 0 and not a.attisdropped""";

    /** What is there of a table. */
    private record Size(long rows, long bytes) {}

    private final PostgresSession source;
    private final Rules rules;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private final SortedMap<TableName, Size> sizes = new TreeMap<>();
    private final List<String> extensions;

    TenantRows(PostgresSession source, Rules rules, List<ForeignKey> foreignKeys) {
        this.source = source;
        this.rules = rules;
        rules.moving().stream()
                .filter(table -> rules.selections().isWhole(table.name()))
                .forEach(this::check);
        foreignKeys.forEach(this::check);
        this.extensions = source
                .rows(EXTENSIONS.formatted(rules.moving().stream()
                        .map(table -> SqlText.literal(table.name().sql()) + "::regclass")
                        .collect(Collectors.joining(", "))))
                .stream()
                .map(row -> row.text(0))
                .toList();
    }

    List<ConfigurationProblem> problems() {
        return problems;
    }

    List<String> extensions() {
        return extensions;
    }

    long rows() {
        return sizes.values().stream().mapToLong(Size::rows).sum();
    }

    long bytes() {
        return sizes.values().stream().mapToLong(Size::bytes).sum();
    }

    /** As if indexes were as large beside these rows as they are beside all. */
    long bytesWithIndexes() {
        return rules.moving().stream()
                .mapToLong(table -> {
                    var size = size(table.name());
                    return table.tableBytes() == 0
                            ? size.bytes()
                            : size.bytes() + (long) ((double) size.bytes() / table.tableBytes() * table.indexBytes());
                })
                .sum();
    }

    int tables() {
        return sizes.size();
    }

    List<TableName> withoutKey() {
        return rules.moving().stream()
                .filter(table -> table.key().isEmpty())
                .map(TableDescription::name)
                .toList();
    }

    private Size size(TableName table) {
        return Objects.requireNonNullElse(sizes.get(table), new Size(0, 0));
    }

    private void check(TableDescription table) {
        var where = rules.selections().where(table.name());
        try {
            var row = source.row("select count(*), coalesce(sum(pg_column_size(t.*)), 0) from %s t where %s"
                    .formatted(table.name().sql(), where));
            sizes.put(table.name(), new Size(row.number(0), row.number(1)));
            if (row.number(0) == 0 && !rules.mayBeEmpty(table.name())) {
                problem(
                        table.name(),
                        "no row is the tenant's, which a wrong rule would say too",
                        "another rule, or empty: true");
            }
            others(table, where);
        } catch (PostgresFailure e) {
            problem(
                    table.name(),
                    String.valueOf(e.getMessage()),
                    e.refusedForRights()
                            ? "%s may read every row of it: grant select, or bypassrls where it has policies"
                                    .formatted(source.server().user())
                            : "a rule that the server understands");
        }
    }

    /** Rows that a rule takes although they say that they are another tenant's. */
    private void others(TableDescription table, String where) {
        var value = rules.value();
        var column = rules.tenantColumn(table);
        var itself = rules.selections().of(table.name()).orElseThrow() instanceof RowSelection.ByColumn;
        if (itself || value.isEmpty() || column.isEmpty()) {
            return;
        }
        var row = source.row(
                "select count(*), min(t.%1$s::text) from %2$s t where (%3$s) and t.%1$s is distinct from %4$s"
                        .formatted(
                                SqlText.name(column.get()), table.name().sql(), where, SqlText.literal(value.get())));
        if (row.number(0) > 0) {
            problem(
                    table.name(),
                    "%d rows of other tenants, such as of '%s', match its rule".formatted(row.number(0), row.text(1)),
                    "a rule that only the tenant's rows match");
        }
    }

    /** Rows that name one that stays behind. */
    private void check(ForeignKey key) {
        if (rules.selections().of(key.child()).isEmpty() || !sizes.containsKey(key.child())) {
            return;
        }
        if (rules.selections().of(key.parent()).isEmpty()) {
            problem(
                    key.child(),
                    "its foreign key %s needs %s, which does not move".formatted(key.name(), key.parent()),
                    "a rule by which it moves too, or rows: none for both");
            return;
        }
        if (!sizes.containsKey(key.parent())) {
            return; // why it cannot be read is told already
        }
        var joined = new ArrayList<String>();
        for (var i = 0; i < key.columns().size(); i++) {
            joined.add("p.%s = t.%s"
                    .formatted(
                            SqlText.name(key.parentColumns().get(i)),
                            SqlText.name(key.columns().get(i))));
        }
        var named = key.columns().stream()
                .map(column -> "t." + SqlText.name(column) + " is not null")
                .collect(Collectors.joining(" and "));
        var parents = "select 1 from (select t.* from %s t where %s) p where %s"
                .formatted(key.parent().sql(), rules.selections().where(key.parent()), String.join(" and ", joined));
        var lost = source.row("select count(*) from %s t where (%s) and %s and not exists (%s)"
                        .formatted(key.child().sql(), rules.selections().where(key.child()), named, parents))
                .number(0);
        if (lost > 0) {
            problem(
                    key.child(),
                    "%d rows name, by %s, rows of %s that do not move".formatted(lost, key.name(), key.parent()),
                    "rules by which both move or neither");
        }
    }

    private void problem(TableName table, String found, String expected) {
        problems.add(ConfigurationProblem.of("postgresql.tables." + table, found, expected));
    }
}
