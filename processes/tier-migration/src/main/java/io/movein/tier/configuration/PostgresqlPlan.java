package io.movein.tier.configuration;

import io.movein.process.ConfigurationProblem;
import io.movein.process.configuration.DataSize;
import io.movein.tier.configuration.TierPlan.Database;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tenant's rows: from which database they come, which they are, and where they go. */
public record PostgresqlPlan(
        Database source,
        Database target,
        boolean backup,
        @Nullable DataSize capacity,
        List<String> schemas,
        Rows rows,
        Map<String, Table> tables,
        RenamePlan rename,
        DataSize partSize,
        List<String> afterSchema,
        OnRollback onRollback,
        List<Query> queries) {

    void addTo(List<ConfigurationProblem> problems, @Nullable SearchPlan search) {
        if (source.url().equals(target.url())) {
            problems.add(ConfigurationProblem.of(
                    "postgresql.target.url", "the source's, '%s'".formatted(target.url()), "another database"));
        }
        tables.forEach((name, table) -> {
            if (table.rules() > 1) {
                problems.add(ConfigurationProblem.of(
                        "postgresql.tables." + name,
                        "%d rules".formatted(table.rules()),
                        "one of rows, column, where and through"));
            }
            if (table.column != null && rows.value == null) {
                problems.add(ConfigurationProblem.of(
                        "postgresql.tables." + name,
                        "a column",
                        "postgresql.rows with the value that is looked for in it"));
            }
        });
        rename.addTo(problems, this);
        rename.addTo(problems, schemas, search == null ? Map.of() : search.indices());
    }

    public enum OnRollback {
        DROP,
        MARK
    }

    public enum Share {
        ALL,
        NONE
    }

    /** Either a column and its value, or all. */
    public record Rows(
            @Nullable String column,
            @Nullable String value,
            @Nullable Boolean all) {}

    public record Table(
            @Nullable Share rows,
            @Nullable String column,
            @Nullable String where,
            @Nullable Through through,
            boolean empty) {

        /** How often it says which rows are the tenant's. */
        public int rules() {
            return (int) Stream.of(rows, column, where, through)
                    .filter(Objects::nonNull)
                    .count();
        }
    }

    public record Through(String table, Map<String, String> on) {}

    /**
     * @param role     that asks on both sides, under the policies that are for it; null: the one that connects, which sees all rows
     * @param settings of the session, on which policies may rest
     * @param empty    whether it is right that it gives no row
     */
    public record Query(
            String name,
            String sql,
            @Nullable String target,
            @Nullable String role,
            Map<String, String> settings,
            boolean empty) {

        public String atTheTarget() {
            return target == null ? sql : target;
        }
    }
}
