package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.store.postgresql.RowSelection;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.store.postgresql.TenantSelections;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.PostgresqlPlan.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which rows of which tables move, by the plan and by what there is; with everything in which the two do not fit. */
final class Rules {

    private final PostgresqlPlan plan;
    private final Map<TableName, TableDescription> found;
    private final Map<TableName, PostgresqlPlan.Table> said = new HashMap<>();
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private final TenantSelections selections;

    private Rules(PostgresqlPlan plan, List<TableDescription> tables) {
        this.plan = plan;
        this.found = tables.stream()
                .collect(Collectors.toMap(TableDescription::name, table -> table, (one, _) -> one, LinkedHashMap::new));
        plan.tables().forEach(this::read);
        var selected = new HashMap<TableName, RowSelection>();
        tables.forEach(table -> selection(table).ifPresent(rows -> selected.put(table.name(), rows)));
        this.selections = new TenantSelections(selected);
        selections.problems().forEach(circle -> problem("postgresql.tables", circle, "a way to a table that moves"));
    }

    static Rules of(PostgresqlPlan plan, List<TableDescription> tables) {
        return new Rules(plan, tables);
    }

    List<ConfigurationProblem> problems() {
        return problems;
    }

    TenantSelections selections() {
        return selections;
    }

    List<TableDescription> moving() {
        return found.values().stream()
                .filter(table -> selections.of(table.name()).isPresent())
                .toList();
    }

    boolean mayBeEmpty(TableName table) {
        return said.containsKey(table) && said.get(table).empty();
    }

    /** By which a row of the tenant is told from those of others. */
    Optional<String> value() {
        return Optional.ofNullable(plan.rows().value());
    }

    /** The column that says whose a row is, if the table has it. */
    Optional<String> tenantColumn(TableDescription table) {
        var own = said.get(table.name());
        return Stream.of(own == null ? null : own.column(), plan.rows().column())
                .filter(Objects::nonNull)
                .filter(column -> table.column(column).isPresent())
                .findFirst();
    }

    /** Whether it moves and nobody else has rows in it: not so of what is copied whole from a table of everybody's. */
    boolean isTheTenants(TableDescription table) {
        return selections
                .of(table.name())
                .filter(rows -> value().isEmpty() || !(rows instanceof RowSelection.All))
                .isPresent();
    }

    /** Whether the plan means this table when it says so. */
    boolean isCalled(TableDescription table, String written) {
        return name(written).equals(table.name());
    }

    private void read(String written, PostgresqlPlan.Table table) {
        var name = name(written);
        if (!found.containsKey(name)) {
            problem("postgresql.tables." + written, "no such table", "one of the schemas " + plan.schemas());
        }
        said.put(name, table);
    }

    private TableName name(String written) {
        return Names.table(plan.schemas(), written, found.keySet());
    }

    private Optional<RowSelection> selection(TableDescription table) {
        var own = said.get(table.name());
        if (own != null && own.rows() == Share.NONE) {
            return Optional.empty();
        }
        if (table.foreign()) {
            problem("postgresql.tables." + table.name(), "a foreign table, whose rows are not here", "rows: none");
            return Optional.empty();
        }
        return own != null && own.rules() > 0 ? Optional.of(explicit(table, own)) : byTheRuleForAll(table);
    }

    private RowSelection explicit(TableDescription table, PostgresqlPlan.Table own) {
        if (own.through() != null) {
            var parent = name(own.through().table());
            own.through().on().forEach((column, theirs) -> {
                needs(table, column);
                if (found.containsKey(parent)) {
                    needs(found.get(parent), theirs);
                }
            });
            return new RowSelection.Through(parent, own.through().on());
        }
        if (own.where() != null) {
            return new RowSelection.Where(own.where());
        }
        return own.column() == null ? new RowSelection.All() : byColumn(table, own.column());
    }

    private Optional<RowSelection> byTheRuleForAll(TableDescription table) {
        var column = plan.rows().column();
        if (column == null) {
            return Optional.of(new RowSelection.All());
        }
        if (table.column(column).isPresent()) {
            return Optional.of(byColumn(table, column));
        }
        problem(
                "postgresql.tables",
                "no rule covers %s, which has no column '%s'".formatted(table.name(), column),
                "an entry for it: through, where, rows: all, or rows: none");
        return Optional.empty();
    }

    private RowSelection byColumn(TableDescription table, String column) {
        needs(table, column);
        return new RowSelection.ByColumn(
                column, Objects.requireNonNullElse(plan.rows().value(), ""));
    }

    private void needs(TableDescription table, String column) {
        if (table.column(column).isEmpty()) {
            problem(
                    "postgresql.tables." + table.name(),
                    "no column '%s'".formatted(column),
                    "one of "
                            + table.columns().stream().map(each -> each.name()).toList());
        }
    }

    private void problem(String where, @Nullable String what, String expected) {
        problems.add(ConfigurationProblem.of(where, String.valueOf(what), expected));
    }
}
