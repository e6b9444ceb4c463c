package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.SqlText;
import io.movein.tier.configuration.PostgresqlPlan;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The roles as which queries of the plan are asked, on both sides. */
final class QueryRoles {
    /** Since version 16 a member has the right to take a role on by itself, apart from the rights that the role has. */
    private static final int BY_ITSELF = 16;

    private static final String OUT_OF_REACH = """
            select w.name from unnest(array[%s]::text[]) w(name) left join pg_roles r on r.rolname = w.name
            where r.oid is null or not pg_has_role(r.oid, '%s') order by 1""";

    private QueryRoles() {}

    /** All at once that cannot be taken on there. */
    static Optional<ConfigurationProblem> problem(PostgresSession session, PostgresqlPlan plan, String side) {
        var roles = plan.queries().stream()
                .map(PostgresqlPlan.Query::role)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        if (roles.isEmpty()) {
            return Optional.empty();
        }
        var right = session.major() >= BY_ITSELF ? "set" : "member";
        var missing = session.rows(OUT_OF_REACH.formatted(SqlText.literals(roles), right)).stream()
                .map(row -> row.text(0))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(ConfigurationProblem.of(
                        "postgresql.queries",
                        "%s cannot take on the roles %s at the %s"
                                .formatted(session.server().user(), missing, side),
                        "roles that exist on both sides, and grant … to it"));
    }
}
