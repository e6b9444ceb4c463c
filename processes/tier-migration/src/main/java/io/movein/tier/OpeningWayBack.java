package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.items.JournalFacts;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.KeySources;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.RelationGuards;
import io.movein.store.postgresql.RowSelection;
import io.movein.store.postgresql.SequencePositions;
import io.movein.store.postgresql.SequencePositions.Position;
import io.movein.store.postgresql.TableDescription;
import io.movein.store.postgresql.TableName;
import io.movein.store.postgresql.TenantReplication;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.TierPlan;
import io.movein.tier.configuration.WayBackPlan;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the way back while the tenant can write nowhere: guards, publication, numbers of the target's own, slot and subscription. */
final class OpeningWayBack {

    private final ProcessRun<TierPlan> run;
    private final JournalFacts facts;
    private final PostgresqlPlan database;
    private final Sides sides;
    private final Runnable fence;
    private final String name;
    private final Duration limit;
    private final long gap;

    OpeningWayBack(
            ProcessRun<TierPlan> run,
            PostgresqlPlan database,
            Sides sides,
            Runnable fence,
            String name,
            WayBackPlan plan) {
        this.run = run;
        this.facts = run.journal().facts();
        this.database = database;
        this.sides = sides;
        this.fence = fence;
        this.name = name;
        this.limit = plan.limit();
        this.gap = plan.gap();
    }

    void make(Rules rules, TenantReplication replication, Identities identities) throws InterruptedException {
        var returning = rules.moving().stream().filter(rules::isTheTenants).toList();
        guardOthers(rules, returning);
        try (var target = sides.target().open()) {
            var copies = new DatabaseCatalogue(target, database.schemas())
                    .tables().stream().filter(rules::isTheTenants).toList();
            guards(sides.target())
                    .refuseTruncate(
                            copies.stream().flatMap(TableDescription::relations).toList());
            facts.put(WayBack.TABLES, TableShapes.of(target, database.schemas()));
            facts.put(WayBack.SHARED, SharedTables.digests(target, rules));
            var unfiltered = identities.fit(target, rules, copies);
            replication.publishRoots(filters(rules, returning, unfiltered));
            leaveNumbers(target, rules);
        }
        run.progress()
                .log("waiting for transactions at the target to end, at most %s, so that the slot can be created"
                        .formatted(limit));
        fence.run();
        replication.slot(limit).close();
        fence.run();
        replication.subscribe();
        run.progress().log("waiting for the source's server to read from it, at most %s".formatted(limit));
        awaitTheSubscriber(replication);
    }

    private RelationGuards guards(PostgresServer server) {
        return new RelationGuards(server, name, limit);
    }

    private void guardOthers(Rules rules, List<TableDescription> returning) {
        var leaves = new TreeMap<TableName, String>();
        for (var table : returning) {
            if (rules.selections().of(table.name()).orElseThrow() instanceof RowSelection.ByColumn(var column, var _)) {
                table.leaves().forEach(leaf -> leaves.put(leaf.name(), column));
            }
        }
        guards(sides.source())
                .refuseOthers(
                        List.copyOf(leaves.keySet()),
                        List.copyOf(leaves.values()),
                        rules.value().orElse(""));
    }

    private static SortedMap<TableName, String> filters(
            Rules rules, List<TableDescription> returning, Set<TableName> unfiltered) {
        var filters = new TreeMap<TableName, String>();
        returning.stream()
                .map(TableDescription::name)
                .filter(unfiltered::contains)
                .forEach(name -> filters.put(name, "true"));
        returning.forEach(table -> filters.putIfAbsent(table.name(), Following.filter(rules, table)));
        return filters;
    }

    /** A database of the tenant alone gives out nothing meanwhile. */
    private void leaveNumbers(PostgresSession target, Rules rules) {
        if (rules.value().isEmpty()) {
            return;
        }
        var from = new TreeMap<TableName, Position>();
        try (var source = sides.source().open()) {
            for (var sequence : new DatabaseCatalogue(target, database.schemas()).sequences()) {
                KeySources.rangeFrom(source, sequence, gap)
                        .ifPresent(first -> from.put(sequence, new Position(first, false)));
            }
        }
        from.forEach((sequence, position) -> facts.put(WayBack.FIRST + sequence.sql(), Long.toString(position.last())));
        SequencePositions.write(target, from);
    }

    private void awaitTheSubscriber(TenantReplication replication) throws InterruptedException {
        var until = System.nanoTime() + limit.toNanos();
        while (!replication.standing().active()) {
            if (System.nanoTime() - until > 0) {
                throw new MigrationFailure(
                        ExitCode.SOURCE,
                        ("source: nothing reads the slot %s of the target after %s (expected the source's subscription); let the"
                                        + " source's server reach %s, or leave wayBack out")
                                .formatted(name, limit, sides.target().url()));
            }
            Thread.sleep(WayBack.LOOK_EVERY);
        }
    }
}
