package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.DatabaseCatalogue;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.store.postgresql.SchemaContents;
import io.movein.store.postgresql.SchemaDump;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.TierPlan;
import io.movein.tier.configuration.TierPlan.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at both databases, and finds everything that would fail, at once. Writes nothing. */
final class DatabaseReadiness {

    private static final int OLDEST = 14;
    private static final int SHOWN = 3;

    private final ProcessRun<TierPlan> run;
    private final PostgresqlPlan plan;
    private final Sides sides;
    private final TargetMarker marker;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private Optional<TenantRows> rows = Optional.empty();
    private Optional<PolicyRoles> roles = Optional.empty();

    DatabaseReadiness(ProcessRun<TierPlan> run, PostgresqlPlan plan, Sides sides, TargetMarker marker) {
        this.run = run;
        this.plan = plan;
        this.sides = sides;
        this.marker = marker;
    }

    /** What is to move, once {@link #check} has found nothing wrong. */
    TenantRows rows() {
        return rows.orElseThrow();
    }

    List<ConfigurationProblem> check() {
        var source = open(sides.source(), "postgresql.source");
        var target = open(sides.target(), "postgresql.target");
        try {
            if (source.isPresent() && target.isPresent()) {
                versions(source.get(), target.get());
                encodings(source.get(), target.get());
            }
            source.ifPresent(session ->
                    source(session, target.map(PostgresSession::major).orElse(0)));
            target.ifPresent(this::target);
            if (source.isPresent() && target.isPresent() && rows.isPresent()) {
                references(source.get(), target.get());
            }
        } finally {
            source.ifPresent(PostgresSession::close);
            target.ifPresent(PostgresSession::close);
        }
        if (plan.backup()
                && run.configuration().evidence() == null
                && !run.dryRun()
                && run.evidence().get().isEmpty()) {
            problem("postgresql.backup", "no place for it", "evidence, or a state folder");
        }
        // what both to follow and a way back need
        return problems.stream().distinct().toList();
    }

    private Optional<PostgresSession> open(PostgresServer server, String where) {
        try {
            return Optional.of(server.open());
        } catch (PostgresFailure e) {
            problem(where, String.valueOf(e.getMessage()), "a server that can be reached and accepts the login");
            return Optional.empty();
        }
    }

    private void versions(PostgresSession source, PostgresSession target) {
        var from = source.major();
        var to = target.major();
        if (from < OLDEST) {
            problem("postgresql.source", "PostgreSQL " + from, "%d or newer".formatted(OLDEST));
        }
        if (to < from) {
            problem(
                    "postgresql.target",
                    "PostgreSQL %d, older than the source's %d".formatted(to, from),
                    from + " or newer");
        }
        var dump = SchemaDump.installed();
        if (dump.isEmpty() || dump.get() < from) {
            problem(
                    "pg_dump",
                    dump.map(version -> "version " + version).orElse("not installed"),
                    "%d or newer where this process runs: the source is PostgreSQL %d".formatted(from, from));
        }
    }

    private void encodings(PostgresSession source, PostgresSession target) {
        var encoding = "select current_setting('server_encoding')";
        var from = source.row(encoding).text(0);
        var to = target.row(encoding).text(0);
        if (!from.equals(to) && !to.equals("UTF8")) {
            problem(
                    "postgresql.target",
                    "encoding %s, the source's is %s".formatted(to, from),
                    "UTF8, or the source's");
        }
    }

    private void source(PostgresSession source, int to) {
        var missing = SchemaContents.missing(source, plan.schemas());
        if (!missing.isEmpty()) {
            problem("postgresql.schemas", "not at the source: " + missing, "existing schemas");
        }
        var catalogue = new DatabaseCatalogue(source, plan.schemas());
        var rules = Rules.of(plan, catalogue.tables());
        problems.addAll(rules.problems());
        if (rules.moving().isEmpty()) {
            problem("postgresql", "no table moves", "at least one");
        }
        problems.addAll(RenameReadiness.atTheSource(source, plan, rules, catalogue));
        roles = Optional.of(new PolicyRoles(source, rules));
        QueryRoles.problem(source, plan, "source").ifPresent(problems::add);
        if (!rules.moving().isEmpty()) {
            var found = new TenantRows(source, rules, catalogue.foreignKeys());
            problems.addAll(found.problems());
            rows = Optional.of(found);
        }
        if (run.configuration().changes() == Changes.FOLLOW) {
            problems.addAll(
                    Followable.problems(source, rules, run.configuration().follow()));
        }
        if (run.configuration().wayBack() != null) {
            problems.addAll(WayBackReadiness.atTheSource(
                    source,
                    to,
                    rules,
                    catalogue,
                    run.configuration().wayBack(),
                    MigrationName.ofWayBack(run.configuration())));
        }
        if (!source.row("select pg_has_role('pg_read_all_stats', 'usage')").truth(0)) {
            problem(
                    "postgresql.source",
                    "%s does not see other sessions' transactions"
                            .formatted(sides.source().user()),
                    "grant pg_read_all_stats to it: those that were open at the freeze have to be awaited");
        }
    }

    private void references(PostgresSession source, PostgresSession target) {
        var catalogue = new DatabaseCatalogue(source, plan.schemas());
        var rules = Rules.of(plan, catalogue.tables());
        try {
            problems.addAll(new ReferenceReadiness(source, target, rules, catalogue)
                    .problems(References.of(run.configuration())));
        } catch (PostgresFailure e) {
            problem("objects.references", String.valueOf(e.getMessage()), "rows that can be read");
        }
    }

    private void target(PostgresSession target) {
        var left = marker.find(target);
        var ours = left.filter(marker::isOurs).isPresent();
        if (left.isPresent() && !ours) {
            problem("postgresql.target", "another migration is running there", "an empty database");
        }
        var contents = SchemaContents.drops(target, plan.schemas());
        if (!contents.isEmpty() && !ours) {
            problem(
                    "postgresql.target",
                    "not empty: %d objects, such as %s"
                            .formatted(
                                    contents.size(),
                                    contents.stream()
                                            .limit(SHOWN)
                                            .map(drop -> drop.replaceAll("^drop (.*) if exists (.*) cascade$", "$1 $2"))
                                            .toList()),
                    "nothing in the schemas " + plan.schemas());
        }
        if (!target.row("select has_database_privilege(current_database(), 'create')")
                .truth(0)) {
            problem(
                    "postgresql.target",
                    "%s may not create schemas".formatted(sides.target().user()),
                    "grant create on database to it");
        }
        plan.schemas().stream()
                .filter(schema ->
                        !SchemaContents.missing(target, List.of(schema)).contains(schema))
                .filter(schema -> !target.row("select has_schema_privilege(?, 'create')", schema)
                        .truth(0))
                .forEach(schema -> problem(
                        "postgresql.target",
                        "%s may create nothing in schema %s"
                                .formatted(sides.target().user(), schema),
                        "grant create on schema to it"));
        if (run.configuration().changes() == Changes.FOLLOW) {
            problems.addAll(Followable.atTheTarget(target));
        }
        if (run.configuration().wayBack() != null) {
            problems.addAll(WayBackReadiness.atTheTarget(target, MigrationName.ofWayBack(run.configuration())));
        }
        problems.addAll(RenameReadiness.atTheTarget(target, plan, ours));
        roles.flatMap(named -> named.problem(target)).ifPresent(problems::add);
        QueryRoles.problem(target, plan, "target").ifPresent(problems::add);
        rows.ifPresent(found -> fits(target, found));
    }

    private void fits(PostgresSession target, TenantRows found) {
        var there = target.rows("select extname from pg_extension").stream()
                .map(row -> row.text(0))
                .toList();
        found.extensions().stream()
                .filter(extension -> !there.contains(extension))
                .forEach(extension -> problem(
                        "postgresql.target",
                        "extension %s is missing, whose types the tables use".formatted(extension),
                        "create extension " + extension));
        if (plan.capacity() != null) {
            var used = target.row("select sum(pg_database_size(oid))::bigint from pg_database where"
                            + " has_database_privilege(oid, 'connect')")
                    .number(0);
            var free = plan.capacity().bytes() - used;
            if (free < found.bytesWithIndexes()) {
                problem(
                        "postgresql.target",
                        "%s are free and the tenant's rows with their indexes take about %s"
                                .formatted(Amounts.bytes(Math.max(free, 0)), Amounts.bytes(found.bytesWithIndexes())),
                        "a larger disk, and postgresql.capacity that says so");
            }
        }
    }

    private void problem(String where, String found, String expected) {
        problems.add(ConfigurationProblem.of(where, found, expected));
    }
}
