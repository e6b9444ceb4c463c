package io.movein.tier;

import io.movein.process.report.CheckOutcome;
import io.movein.process.report.Checks;
import io.movein.store.postgresql.ExportedSnapshot;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableDigest;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Whether the source has each of the tenant's rows as the target has it, before the tenant goes back. Both stand still. */
final class ReturnComparison {

    private static final int AT_ONCE = 4;

    private final Sides sides;
    private final Rules rules;
    private final List<TableDescription> tables;
    private final Checks checks = new Checks();

    ReturnComparison(Sides sides, Rules rules, List<TableDescription> tables) {
        this.sides = sides;
        this.rules = rules;
        this.tables = tables;
    }

    Checks make() throws InterruptedException {
        try (var here = ExportedSnapshot.of(sides.source());
                var there = ExportedSnapshot.of(sides.target())) {
            compare(here, there);
        }
        return checks;
    }

    private void compare(ExportedSnapshot here, ExportedSnapshot there) throws InterruptedException {
        // few at a time: each holds a sort in both servers
        var places = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var table : tables) {
                places.acquire();
                threads.execute(() -> {
                    try {
                        compare(table, here, there);
                    } finally {
                        places.release();
                    }
                });
            }
        }
    }

    private void compare(TableDescription table, ExportedSnapshot here, ExportedSnapshot there) {
        var of = table.name().toString();
        try (var source = here.open();
                var target = there.open()) {
            var to = TableDigest.of(source, table, rules.selections().where(table.name()));
            var from = TableDigest.of(target, table, "true");
            // a tenant may have removed its last row; that nothing is hidden was proven on the way there
            checks.add(
                    to.rows() == 0 && from.rows() == 0
                            ? CheckOutcome.empty("rows on the way back", of, 0, 0)
                            : CheckOutcome.exact("rows on the way back", of, to.rows(), from.rows()));
            checks.add(CheckOutcome.exact("checksum on the way back", of, to.content(), from.content()));
        } catch (PostgresFailure e) {
            checks.add(CheckOutcome.notMade("rows on the way back", of, String.valueOf(e.getMessage())));
        }
    }
}
