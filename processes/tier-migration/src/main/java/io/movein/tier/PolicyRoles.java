package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.SqlText;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Roles that the tables' policies are for: the policies come with the tables, and the server makes none for a role that it does not
 * have. Of owners and rights, which name roles too, nothing comes.
 */
final class PolicyRoles {

    private static final String NAMED = """
            select r.rolname, n.nspname || '.' || c.relname
            from (select m.root as table from unnest(array[%1$s]::regclass[]) m(root)
                  union select relid from unnest(array[%1$s]::regclass[]) m(root) cross join pg_partition_tree(m.root)) t
            join pg_policy p on p.polrelid = t.table
            join pg_roles r on r.oid = any (p.polroles)
            join pg_class c on c.oid = t.table join pg_namespace n on n.oid = c.relnamespace""";

    private record Named(String role, String table) {}

    private final List<Named> all;

    PolicyRoles(PostgresSession source, Rules rules) {
        var tables = rules.moving().stream()
                .map(table -> SqlText.literal(table.name().sql()))
                .collect(Collectors.joining(", "));
        this.all = source.rows(NAMED.formatted(tables)).stream()
                .map(row -> new Named(row.text(0), row.text(1)))
                .toList();
    }

    /** All that are missing at once. */
    Optional<ConfigurationProblem> problem(PostgresSession target) {
        var there = target.rows("select rolname from pg_roles").stream()
                .map(row -> row.text(0))
                .collect(Collectors.toSet());
        var missing = all.stream().filter(one -> !there.contains(one.role)).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(ConfigurationProblem.of(
                        "postgresql.target",
                        "roles %s do not exist, but policies of %s name them"
                                .formatted(
                                        missing.stream()
                                                .map(Named::role)
                                                .collect(Collectors.toCollection(TreeSet::new)),
                                        missing.stream()
                                                .map(Named::table)
                                                .collect(Collectors.toCollection(TreeSet::new))),
                        "create role … for each, as policies come with their tables"));
    }
}
