package io.movein.tier;

import io.movein.process.report.CheckOutcome;
import io.movein.store.postgresql.ExportedSnapshot;
import io.movein.store.postgresql.ForeignKey;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.TableDescription;
import java.util.List;

/**
 * Whether each row at the target finds the rows that it names: the server looks at the rows of the copy when it makes a foreign key, and
 * never at what comes by replication.
 */
final class ForeignKeys {

    private static final String CHECK = "foreign keys";

    private final Rules rules;
    private final List<ForeignKey> atTheSource;

    /** @param atTheSource those that are valid there have no orphans, which is believed */
    ForeignKeys(Rules rules, List<ForeignKey> atTheSource) {
        this.rules = rules;
        this.atTheSource = atTheSource;
    }

    /** @param names that things of the source have at the target, where the key is found */
    CheckOutcome check(ForeignKey found, Names names, ExportedSnapshot here, ExportedSnapshot there) {
        var key = names.here(found);
        var of = "%s.%s".formatted(key.child(), key.name());
        try (var target = there.open()) {
            var orphans = found.orphans(target, "true");
            var wanted = known(key, here);
            return wanted == 0
                    ? CheckOutcome.empty(CHECK, of, wanted, orphans)
                    : CheckOutcome.exact(CHECK, of, wanted, orphans);
        } catch (PostgresFailure e) {
            return CheckOutcome.notMade(CHECK, of, String.valueOf(e.getMessage()));
        }
    }

    /** A key may have been made without a look at the rows of before. */
    private long known(ForeignKey key, ExportedSnapshot here) {
        var open = atTheSource.stream()
                .filter(one -> !one.validated()
                        && one.name().equals(key.name())
                        && one.child().equals(key.child()))
                .findFirst();
        var table = rules.moving().stream().filter(one -> has(one, key)).findFirst();
        if (open.isEmpty() || table.isEmpty()) {
            return 0;
        }
        try (var source = here.open()) {
            return open.get()
                    .orphans(source, rules.selections().where(table.get().name()));
        }
    }

    private static boolean has(TableDescription table, ForeignKey key) {
        return table.name().equals(key.child())
                || table.leaves().stream().anyMatch(leaf -> leaf.name().equals(key.child()));
    }
}
