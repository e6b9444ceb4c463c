package io.movein.tier;

import io.movein.process.items.JournalFacts;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.RelationGuards;
import io.movein.store.postgresql.RowSelection;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.store.postgresql.TenantReplication;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * By which a row of the dedicated tables is told in the stream as long as there is a way back: whole, where a key alone would not say whose
 * it is, or by its key where it may not be told whole; else the application's own updates would fail.
 */
final class Identities {

    private static final String NOW = """
            select case c.relreplident when 'd' then 'default' when 'n' then 'nothing' when 'f' then 'full' else
                     'using index ' || (select quote_ident(x.relname) from pg_index i join pg_class x on x.oid = i.indexrelid
                                        where i.indrelid = c.oid and i.indisreplident) end
            from pg_class c where c.oid = ?::regclass""";

    private final JournalFacts facts;
    private final String fact;
    private final RelationGuards locks;

    /** @param locks for one table after the other, without anybody waiting long */
    Identities(JournalFacts facts, String fact, RelationGuards locks) {
        this.facts = facts;
        this.fact = fact;
        this.locks = locks;
    }

    /** @return tables whose changes cannot be filtered by the tenant's column, as their rows may not be told whole: by their key alone */
    Set<TableName> fit(PostgresSession target, Rules rules, List<TableDescription> tables) {
        var unfiltered = new HashSet<TableName>();
        for (var table : tables) {
            var column = rules.selections().of(table.name()).orElseThrow() instanceof RowSelection.ByColumn by
                    ? Optional.of(by.column())
                    : Optional.<String>empty();
            for (var leaf : table.leaves()) {
                if (TenantReplication.identifies(target, leaf.name(), column)) {
                    continue;
                }
                if (TenantReplication.mayBeToldWhole(target, leaf.name())) {
                    set(target, leaf.name(), "full");
                    continue;
                }
                unfiltered.add(table.name());
                if (!TenantReplication.identifies(target, leaf.name(), Optional.empty())) {
                    set(target, leaf.name(), "default");
                }
            }
        }
        return unfiltered;
    }

    private void set(PostgresSession target, TableName leaf, String identity) {
        var alter = "alter table %s replica identity ".formatted(leaf.sql());
        var before = target.row(NOW, leaf.sql()).find(0).orElse("default");
        facts.put(fact, facts.get(fact).orElse("") + alter + before + "\n");
        locks.patiently(alter + identity);
    }

    /** As they were; one whose table is gone meanwhile is nobody's matter. */
    void restore(PostgresSession target) {
        var statements = Arrays.stream(facts.get(fact).orElse("").split("\n"))
                .filter(statement -> !statement.isEmpty())
                .toList();
        for (var statement : statements) {
            var table = statement.substring("alter table ".length(), statement.lastIndexOf(" replica identity "));
            if (target.row("select to_regclass(?)", table).find(0).isPresent()) {
                locks.patiently(statement);
            }
        }
        facts.put(fact, "");
    }
}
