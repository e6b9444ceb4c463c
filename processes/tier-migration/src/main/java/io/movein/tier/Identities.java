package io.movein.tier;

import io.movein.process.items.JournalFacts;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.RelationGuards;
import io.movein.store.postgresql.RowSelection;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TenantReplication;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * By which a row of the dedicated tables is told in the stream: whole, where a key alone would not say whose it is, as long as there is a
 * way back; else the application's own updates would fail.
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

    void widen(PostgresSession target, Rules rules, List<TableDescription> tables) {
        for (var table : tables) {
            var column = rules.selections().of(table.name()).orElseThrow() instanceof RowSelection.ByColumn by
                    ? Optional.of(by.column())
                    : Optional.<String>empty();
            for (var leaf : table.leaves()) {
                if (!TenantReplication.identifies(target, leaf.name(), column)) {
                    var alter = "alter table %s replica identity "
                            .formatted(leaf.name().sql());
                    var before = target.row(NOW, leaf.name().sql()).find(0).orElse("default");
                    facts.put(fact, facts.get(fact).orElse("") + alter + before + "\n");
                    locks.patiently(alter + "full");
                }
            }
        }
    }

    /** As they were; one whose table is gone meanwhile is nobody's matter. */
    void narrow(PostgresSession target) {
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
