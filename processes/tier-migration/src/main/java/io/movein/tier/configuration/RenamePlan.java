package io.movein.tier.configuration;

import io.movein.process.ConfigurationProblem;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What schemas and tables are called at the target.
 *
 * @param schemas    by their names at the source
 * @param tables     by their names at the source, with their schema where it is not the first; the new ones without it
 * @param statements for the target once that is so
 */
public record RenamePlan(Map<String, String> schemas, Map<String, String> tables, List<String> statements) {

    /** Longer ones the server cuts off. */
    private static final int LONGEST = 63;

    /** The server's own, and what migrations have there. */
    private static final Pattern TAKEN = Pattern.compile("pg_.*|information_schema|movein|movein_back_.*");

    /** Whether everything is called as at the source. */
    public boolean isNone() {
        return schemas.isEmpty() && tables.isEmpty();
    }

    /** Whether the text has one of the names in it as a word of its own, in quotes or not. */
    public static boolean isIn(String text, Collection<String> names) {
        return names.stream()
                .anyMatch(name -> Pattern.compile(
                                "(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])",
                                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS)
                        .matcher(text)
                        .find());
    }

    /** Those that a text for the target cannot have, of tables without their schema. */
    public List<String> left(List<String> all) {
        var bare = tables.keySet().stream()
                .map(table -> all.stream()
                        .filter(schema -> table.startsWith(schema + "."))
                        .map(schema -> table.substring(schema.length() + 1))
                        .findFirst()
                        .orElse(table));
        return Stream.concat(schemas.keySet().stream(), bare).distinct().toList();
    }

    void addTo(List<ConfigurationProblem> problems, PostgresqlPlan database) {
        if (isNone() && !statements.isEmpty()) {
            problems.add(ConfigurationProblem.of(
                    "postgresql.rename.statements",
                    "nothing that is renamed",
                    "schemas or tables; anything else belongs in afterSchema"));
        }
        schemas.keySet().stream()
                .filter(schema -> !database.schemas().contains(schema))
                .forEach(schema -> problems.add(ConfigurationProblem.of(
                        "postgresql.rename.schemas",
                        "'%s', which does not move".formatted(schema),
                        "one of postgresql.schemas " + database.schemas())));
        var seen = new HashSet<>(database.schemas());
        schemas.forEach((before, after) -> {
            if (TAKEN.matcher(after).matches()) {
                add(problems, "schemas." + before, "'%s', which is reserved".formatted(after));
            } else if (!seen.add(after)) {
                add(problems, "schemas." + before, "'%s', which another schema has or had".formatted(after));
            }
        });
        Stream.of(schemas, tables)
                .flatMap(names -> names.values().stream())
                .filter(name -> name.getBytes(StandardCharsets.UTF_8).length > LONGEST)
                .forEach(name -> add(
                        problems,
                        name,
                        "%d bytes, more than the %d that the server allows"
                                .formatted(name.getBytes(StandardCharsets.UTF_8).length, LONGEST)));
        queries(problems, database);
    }

    private void queries(List<ConfigurationProblem> problems, PostgresqlPlan database) {
        var left = left(database.schemas());
        database.queries().stream()
                .filter(query -> query.target() == null && isIn(query.sql(), left))
                .forEach(query -> problems.add(ConfigurationProblem.of(
                        "postgresql.queries." + query.name(),
                        "one of %s, which the target does not have under that name".formatted(left),
                        "target, with the query as it is asked there")));
    }

    /** What is rebuilt is asked for in one way on both sides. */
    void addTo(List<ConfigurationProblem> problems, List<String> all, Map<String, SearchPlan.Index> indices) {
        indices.forEach((shared, index) -> {
            var rebuilt = index.changes().rebuilt();
            if (rebuilt != null && isIn(rebuilt, left(all))) {
                problems.add(ConfigurationProblem.of(
                        "search.indices.%s.changes.rebuilt".formatted(shared),
                        "one of %s, which the target does not have under that name".formatted(left(all)),
                        "a query that names nothing that is renamed, or no postgresql.rename of it"));
            }
        });
    }

    private static void add(List<ConfigurationProblem> problems, String where, String found) {
        problems.add(ConfigurationProblem.of("postgresql.rename." + where, found, "another name"));
    }
}
