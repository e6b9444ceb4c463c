package io.movein.tier;

import io.movein.store.postgresql.ForeignKey;
import io.movein.store.postgresql.SqlText;
import io.movein.store.postgresql.TableColumn;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.Reference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What schemas and tables of the source are called at the target. Everything else has the name that it had, in the schema that its own has
 * become.
 *
 * @param schemas by their names at the source
 * @param tables  by their names at the source; the new ones without a schema
 */
record Names(Map<String, String> schemas, Map<TableName, String> tables) {

    static final Names SAME = new Names(Map.of(), Map.of());

    /** As the server spells a type that is not its own: each part in quotes where it needs them. */
    private static final Pattern TYPE =
            Pattern.compile("(\"(?:[^\"]|\"\")+\"|[^\".]+)\\.(\"(?:[^\"]|\"\")+\"|[^\".\\[(]+)(.*)");

    /** What the plan says. Names of tables that are not there stand as if they were in the schema that is meant. */
    static Names planned(PostgresqlPlan plan, Collection<TableName> found) {
        var tables = new TreeMap<TableName, String>();
        plan.rename().tables().forEach((written, name) -> tables.put(table(plan.schemas(), written, found), name));
        return new Names(plan.rename().schemas(), tables);
    }

    /** A name may have dots itself. */
    static TableName table(List<String> schemas, String written, Collection<TableName> found) {
        return schemas.stream()
                .filter(schema -> written.startsWith(schema + "."))
                .map(schema -> new TableName(schema, written.substring(schema.length() + 1)))
                .filter(found::contains)
                .findFirst()
                .orElse(new TableName(schemas.getFirst(), written));
    }

    String there(String schema) {
        return schemas.getOrDefault(schema, schema);
    }

    List<String> there(List<String> all) {
        return all.stream().map(this::there).toList();
    }

    TableName there(TableName table) {
        return new TableName(there(table.schema()), tables.getOrDefault(table, table.name()));
    }

    TableDescription there(TableDescription table) {
        return renamed(table, this::there, table.columns());
    }

    Reference there(Reference reference) {
        var table = there(References.table(reference));
        return new Reference(
                table.schema(), table.name(), reference.column(), reference.from(), reference.to(), reference.empty());
    }

    TableName here(TableName table) {
        var schema = schemas.entrySet().stream()
                .filter(one -> one.getValue().equals(table.schema()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(table.schema());
        return tables.entrySet().stream()
                .filter(one ->
                        one.getKey().schema().equals(schema) && one.getValue().equals(table.name()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(new TableName(schema, table.name()));
    }

    /** Of types that are not the server's own, too: of two tables alike the types are told alike. */
    TableDescription here(TableDescription table) {
        var columns = table.columns().stream()
                .map(column -> new TableColumn(
                        column.name(), type(column.type()), column.generated(), column.binary(), column.ordered()))
                .toList();
        return renamed(table, this::here, columns);
    }

    ForeignKey here(ForeignKey key) {
        return new ForeignKey(
                key.name(),
                here(key.child()),
                key.columns(),
                here(key.parent()),
                key.parentColumns(),
                key.validated(),
                key.period());
    }

    private String type(String there) {
        return Optional.of(TYPE.matcher(there))
                .filter(Matcher::matches)
                .map(parts -> here(new TableName(unquoted(parts.group(1)), unquoted(parts.group(2))))
                                .sql()
                        + parts.group(3))
                .orElse(there);
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    private static TableDescription renamed(
            TableDescription table, UnaryOperator<TableName> name, List<TableColumn> columns) {
        return new TableDescription(
                name.apply(table.name()),
                table.kind(),
                columns,
                table.key(),
                table.identity(),
                table.leaves().stream()
                        .map(leaf -> new TableDescription.Leaf(
                                name.apply(leaf.name()), leaf.pages(), leaf.tableBytes(), leaf.indexBytes()))
                        .toList(),
                table.rowSecurity(),
                table.estimatedRows());
    }

    /** In words, as an operator has to know them. */
    @Override
    public String toString() {
        var all = new TreeMap<String, String>();
        schemas.forEach((before, after) -> all.put(SqlText.name(before), SqlText.name(after)));
        tables.keySet().forEach(table -> all.put(table.sql(), there(table).sql()));
        return all.entrySet().stream()
                .map(one -> one.getKey() + " is " + one.getValue())
                .collect(Collectors.joining(", "));
    }
}
