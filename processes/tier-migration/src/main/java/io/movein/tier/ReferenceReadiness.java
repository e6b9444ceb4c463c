package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.ForeignKey;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.tier.configuration.Reference;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with references to objects: columns that are not there, or whose rows could not be told from those of before. */
final class ReferenceReadiness {

    private static final String TRIGGERS = """
            select string_agg(distinct t.tgname, ', ') from pg_trigger t where not t.tgisinternal
            and t.tgrelid in (select relid from pg_partition_tree(?::regclass) union select ?::regclass)""";

    private final PostgresSession source;
    private final PostgresSession target;
    private final Rules rules;
    private final List<ForeignKey> keys;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    ReferenceReadiness(PostgresSession source, PostgresSession target, Rules rules, DatabaseCatalogue catalogue) {
        this.source = source;
        this.target = target;
        this.rules = rules;
        this.keys = catalogue.foreignKeys();
    }

    List<ConfigurationProblem> problems(List<Reference> references) {
        references.forEach(this::check);
        return problems;
    }

    private void check(Reference reference) {
        var name = References.table(reference);
        var table =
                rules.moving().stream().filter(one -> one.name().equals(name)).findFirst();
        var column = table.flatMap(one -> one.column(reference.column()));
        if (column.isEmpty()) {
            problem(
                    reference,
                    table.isEmpty() ? "no table that moves" : "no such column",
                    "a column of one of "
                            + rules.moving().stream()
                                    .map(TableDescription::name)
                                    .toList());
        } else if (!column.get().type().matches("text|character varying.*")
                || column.get().generated()) {
            problem(
                    reference,
                    column.get().generated()
                            ? "a generated column"
                            : "a column of type " + column.get().type(),
                    "one of type text or character varying that can be written");
        } else {
            keys(reference, name);
            triggers(reference, name);
            if (rules.selections().isWhole(name)) {
                rows(reference, name);
            }
        }
    }

    /** Foreign keys are not looked at while triggers are silent. */
    private void keys(Reference reference, TableName name) {
        keys.stream()
                .filter(key -> key.child().equals(name) && key.columns().contains(reference.column())
                        || key.parent().equals(name) && key.parentColumns().contains(reference.column()))
                .forEach(key -> problem(
                        reference, "part of the foreign key " + key.name(), "a column by which no row names another"));
    }

    private void triggers(Reference reference, TableName name) {
        var triggers = source.row(TRIGGERS, name.sql(), name.sql()).find(0);
        if (triggers.isPresent() && !mayBeQuiet()) {
            problem(
                    reference,
                    "triggers that the rewriting would set off: " + triggers.get(),
                    "at the target: grant set on parameter session_replication_role to "
                            + target.server().user());
        }
    }

    private boolean mayBeQuiet() {
        try {
            References.silenceTriggers(target);
            target.execute("reset session_replication_role");
            return true;
        } catch (PostgresFailure e) {
            return false;
        }
    }

    private void rows(Reference reference, TableName name) {
        var rows = rules.selections().where(name);
        if (References.count(source, reference, reference.to(), rows) > 0) {
            problem(
                    reference,
                    "rows that begin with '%s' already".formatted(reference.to()),
                    "none, as they could not be told from those that are rewritten");
        }
        if (!reference.empty() && References.count(source, reference, reference.from(), rows) == 0) {
            problem(
                    reference,
                    "no row that begins with '%s'".formatted(reference.from()),
                    "the beginning of the values that move, or empty: true");
        }
    }

    private void problem(Reference reference, String found, String expected) {
        problems.add(ConfigurationProblem.of(reference.where(), found, expected));
    }
}
