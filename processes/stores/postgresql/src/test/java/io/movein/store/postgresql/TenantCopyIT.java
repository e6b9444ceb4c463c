package io.movein.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.store.postgresql.SchemaDump.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From one server to another of a newer version, without any program around it. */
@Timeout(120)
class TenantCopyIT {

    private static final List<String> SCHEMAS = List.of("public", "Shop Data");

    /** What has a place of its own in the catalogue or the formats, each with rows of two tenants. */
    private static final String DATABASE = """
            create schema "Shop Data";
            create type public.mood as enum ('sad', 'fine', 'a "quoted" one');
            create function public.initial(text) returns text immutable language sql as $$ select left($1, 1) $$;
            create table public.orders (
              id bigserial primary key, tenant_id text not null, total numeric not null, mood public.mood, tags text[], moods public.mood[],
              document jsonb, content bytea, placed timestamptz, span interval, note text, code char(10), period tstzrange, ratio float8,
              double_total numeric generated always as (total * 2) stored, first text generated always as (public.initial(note)) stored);
            create index on public.orders (tenant_id);
            create table "Shop Data"."Order ""Lines\""" (
              "Line Id" integer generated always as identity primary key, "order" bigint not null references public.orders, "what, exactly" text);
            create table public.events (id uuid not null, tenant_id text not null, at date not null, primary key (id, at))
              partition by range (at);
            create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
            create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01')
              partition by hash (id);
            create table public.events_2026_all partition of public.events_2026 for values with (modulus 1, remainder 0);
            create table public.visits (tenant_id text, path text, tags text[]);
            create table public.nothing_yet (id integer primary key, tenant_id text);
            create table public.jobs (id integer primary key);
            insert into public.orders (tenant_id, total, mood, tags, moods, document, content, placed, span, note, code, period, ratio)
              select case when i % 4 = 0 then 'acme' else 'other' end, case i % 3 when 0 then 'NaN'::numeric else 10::numeric ^ 190 + i end,
                     (array['sad', 'fine', 'a "quoted" one'])[i % 3 + 1]::public.mood, array['a', null, '"quoted", and \\slashed', 'null'],
                     array['sad', 'a "quoted" one']::public.mood[], '{"a": 1, "b": [null, "\\u00e9"]}', decode(md5(i::text), 'hex') || '\\x0000ff',
                     case i % 5 when 0 then 'infinity' else timestamptz '2025-05-05 05:05:05.555+02' + i * interval '1 hour' end,
                     interval '1 mon 2 days -03:04:05.678', E'tab\\there, line\\nbreak, \\\\ and ''quote'' ' || i, 'x  ',
                     tstzrange(now(), null), case i % 2 when 0 then '-infinity'::float8 else 0.1 + i / 3.0 end
              from generate_series(1, 4000) i;
            update public.orders set note = repeat(md5(random()::text), 100000) where id = 8;
            insert into "Shop Data"."Order ""Lines\""" ("order", "what, exactly") select id, 'line of ' || id from public.orders;
            insert into public.events select gen_random_uuid(), case when i % 2 = 0 then 'acme' else 'other' end, date '2025-12-01' + i
              from generate_series(1, 60) i;
            insert into public.visits select case when i % 2 = 0 then 'acme' else 'other' end, '/' || i % 7, array['x'] from generate_series(1, 500) i;
            analyze""";

    private static final TableName LINES = new TableName("Shop Data", "Order \"Lines\"");
    private static final TableName ORDERS = table("orders");
    private static final TenantSelections SELECTIONS = new TenantSelections(Map.of(
            ORDERS,
            new RowSelection.ByColumn("tenant_id", "acme"),
            LINES,
            new RowSelection.Through(ORDERS, Map.of("order", "id")),
            table("events"),
            new RowSelection.ByColumn("tenant_id", "acme"),
            table("visits"),
            new RowSelection.Where("t.tenant_id = 'acme'"),
            table("nothing_yet"),
            new RowSelection.ByColumn("tenant_id", "acme")));

    @TempDir
    Path folder;

    private final PostgresServer source = Servers.source();
    private final PostgresServer target = Servers.target();

    private static TableName table(String name) {
        return new TableName("public", name);
    }

    @Test
    void noSessionTakesWhatAPolicyHidesForAllThereIs() {
        for (var open : List.<Supplier<PostgresSession>>of(
                source::open, source::openForScripts, () -> source.openForReplication(Duration.ofSeconds(1)))) {
            try (var session = open.get()) {
                assertThat(session.row("show row_security").text(0)).isEqualTo("off");
            }
        }
    }

    @Test
    void carriesExactlyTheTenantsRowsOfEveryKindOfTable() throws Exception {
        assumeTrue(SchemaDump.installed().orElse(0) >= 15, "no pg_dump of PostgreSQL 15 or newer is installed");
        prepare(source, DATABASE);

        try (var snapshot = ExportedSnapshot.of(source)) {
            prepare(
                    source,
                    "insert into public.visits values ('acme', '/after the snapshot', null); drop table public.jobs");
            dump(Section.PRE_DATA, snapshot);
            copyAll(snapshot, 256 * 1024);
            dump(Section.POST_DATA, snapshot);
            copySequences();

            var here = digests(snapshot.open(), true);
            var there = digests(target.open(), false);

            assertThat(there).isEqualTo(here).hasSize(5);
            assertThat(of(here, ORDERS).rows()).isEqualTo(1000);
            assertThat(of(here, LINES).rows()).isEqualTo(1000);
            assertThat(of(here, table("events")).rows()).isEqualTo(30);
            assertThat(of(here, table("visits")).keys()).isEmpty();
            assertThat(of(here, table("nothing_yet")).rows()).isZero();
        }
        try (var session = target.open()) {
            assertThat(session.rows("select 1 from public.orders where tenant_id <> 'acme'"))
                    .isEmpty();
            assertThat(session.row("insert into public.orders (tenant_id, total) values ('acme', 1) returning id")
                            .number(0))
                    .isEqualTo(4001);
            assertThatThrownBy(() -> session.execute("delete from public.orders"))
                    .as("the foreign key came too")
                    .hasMessageContaining("Order \"Lines\"");
        }
    }

    @Test
    void aPartHasOnlyItsPagesAndAllPartsHaveTheWhole() {
        prepare(source, DATABASE);

        try (var session = source.open()) {
            var orders = of(catalogue(session), ORDERS);
            var parts = TablePart.of(orders, 64 * 1024);

            assertThat(parts).hasSizeGreaterThan(5);
            assertThat(parts.stream()
                            .mapToLong(
                                    part -> session.row("select count(*) from (%s) rows".formatted(part.select("true")))
                                            .number(0)))
                    .allMatch(rows -> rows < 4000);
            assertThat(parts.stream()
                            .mapToLong(
                                    part -> session.row("select count(*) from (%s) rows".formatted(part.select("true")))
                                            .number(0))
                            .sum())
                    .isEqualTo(4000);
        }
    }

    /** What the server computes is not published, and from PostgreSQL 18 on it takes no UPDATE where that is part of the identity. */
    @Test
    void tellsARowByWhatIsPublishedOfIt() {
        var table = table("totals");
        for (var server : List.of(source, target)) {
            prepare(server, """
                    create table public.totals (id int primary key, owner text not null, half int generated always as (id / 2) stored);
                    create table public.notes (id int, owner text not null, primary key (id) include (owner))""");
            try (var session = server.open()) {
                assertThat(TenantReplication.identifies(session, table, Optional.empty()))
                        .isTrue();
                assertThat(TenantReplication.identifies(session, table, Optional.of("owner")))
                        .isFalse();
                assertThat(TenantReplication.identifies(session, table("notes"), Optional.of("owner")))
                        .isFalse();

                session.execute("alter table public.totals replica identity full");

                assertThat(TenantReplication.identifies(session, table, Optional.of("owner")))
                        .isEqualTo(session.major() < 18);
                assertThat(TenantReplication.mayBeToldWhole(session, table)).isEqualTo(session.major() < 18);
                assertThat(TenantReplication.mayBeToldWhole(session, table("notes")))
                        .isTrue();
            }
        }
    }

    @Test
    void knowsWhatIsBinaryEverywhereAndWhatIdentifiesARow() {
        prepare(source, DATABASE);
        prepare(source, """
                alter table public.visits replica identity full; create unique index by_tenant on public.nothing_yet (tenant_id, id);
                alter table public.nothing_yet alter tenant_id set not null;
                alter table public.nothing_yet replica identity using index by_tenant""");

        try (var session = source.open()) {
            var tables = catalogue(session);

            assertThat(of(tables, ORDERS).columns())
                    .filteredOn(column -> !column.binary())
                    .extracting(TableColumn::name)
                    .as("an array of an enum has the enum's number in it")
                    .containsExactly("moods");
            assertThat(of(tables, table("events")).leaves())
                    .extracting(TableDescription.Leaf::name)
                    .containsExactly(table("events_2025"), table("events_2026_all"));
            assertThat(of(tables, ORDERS).identity()).containsExactly("id");
            assertThat(of(tables, table("events")).key()).containsExactly("id", "at");
            assertThat(of(tables, table("visits")).identity()).containsExactly("tenant_id", "path", "tags");
            assertThat(of(tables, table("nothing_yet")).identity()).containsExactly("tenant_id", "id");
            assertThat(new DatabaseCatalogue(session, SCHEMAS).foreignKeys())
                    .singleElement()
                    .satisfies(key -> assertThat(List.of(key.child(), key.columns(), key.parent(), key.parentColumns()))
                            .isEqualTo(List.of(LINES, List.of("order"), ORDERS, List.of("id"))));
            assertThat(new DatabaseCatalogue(session, SCHEMAS).beside(SELECTIONS.tables()))
                    .containsExactly(table("jobs"));
        }
    }

    /** As they come by replication, at which no foreign key is looked. */
    @Test
    void findsRowsThatNameOneThatIsNotThere() {
        for (var server : List.of(source, target)) {
            prepare(server, """
                    create table public.parts (a int, b int, primary key (a, b));
                    create table public.uses (id int, at int, a int, b int, foreign key (a, b) references public.parts) partition by list (at);
                    create table public.uses_1 partition of public.uses for values in (1);
                    alter table public.uses_1 add constraint own foreign key (b, a) references public.parts not valid;
                    set session_replication_role = replica;
                    insert into public.parts values (1, 1); insert into public.uses values (1, 1, 1, 1), (2, 1, 1, 2), (3, 1, null, 2), (4, 1, 2, 2)""");
            try (var session = server.open()) {
                var keys = new DatabaseCatalogue(session, SCHEMAS).foreignKeys();

                assertThat(keys)
                        .extracting(ForeignKey::child, ForeignKey::validated, key -> key.orphans(session, "t.id < 4"))
                        .containsExactly(tuple(table("uses"), true, 1L), tuple(table("uses_1"), false, 1L));
            }
        }
    }

    @Test
    void findsRowsWhoseTimeIsNotCovered() {
        try (var session = target.open()) {
            assumeTrue(session.major() >= 18, "no foreign keys over time");
            prepare(target, """
                    create table public.rooms (id int4range, open daterange, primary key (id, open without overlaps));
                    create table public.stays (room int4range, during daterange, foreign key (room, period during) references public.rooms);
                    insert into public.rooms values ('[1,2)', '[2026-01-01,2026-02-01)'), ('[1,2)', '[2026-02-01,2026-03-01)');
                    insert into public.stays values ('[1,2)', '[2026-01-15,2026-02-15)');
                    set session_replication_role = replica;
                    insert into public.stays values ('[1,2)', '[2026-02-15,2026-03-15)'), ('[2,3)', '[2026-01-15,2026-02-15)')""");

            assertThat(new DatabaseCatalogue(session, SCHEMAS).foreignKeys())
                    .extracting(key -> key.orphans(session, "true"))
                    .containsExactly(2L);
        }
    }

    @Test
    void aDigestSeesARowThatChangedThoughKeysAndCountAreTheSame() {
        prepare(source, DATABASE);

        try (var session = source.open()) {
            var orders = of(catalogue(session), ORDERS);
            var before = TableDigest.of(session, orders, SELECTIONS.where(ORDERS));
            session.execute("update public.orders set note = note || ' ' where id = 4");
            var after = TableDigest.of(session, orders, SELECTIONS.where(ORDERS));

            assertThat(after.rows()).isEqualTo(before.rows());
            assertThat(after.keys()).isEqualTo(before.keys()).isNotEqualTo(Optional.empty());
            assertThat(after.content()).isNotEqualTo(before.content());
        }
    }

    @Test
    void readsNothingRatherThanWhatAPolicyLeavesOfIt() {
        prepare(source, DATABASE);
        var role = "reader_" + source.url().replaceAll(".*/", "");
        prepare(source, """
                create role %1$s login password 'x'; grant usage on schema public to %1$s; grant select on public.orders to %1$s;
                create policy few on public.orders to %1$s using (id < 100); alter table public.orders enable row level security""".formatted(role));
        var reader = new PostgresServer("source", source.url(), role, "x");

        try (var session = reader.open();
                var owner = source.open()) {
            var orders = of(catalogue(owner), ORDERS);
            assertThatThrownBy(() -> TableDigest.of(session, orders, "true"))
                    .hasMessageContaining("row-level security")
                    .satisfies(e ->
                            assertThat(((PostgresFailure) e).refusedForRights()).isTrue());
        }
    }

    private static <V> V of(Map<TableName, V> values, TableName table) {
        return Objects.requireNonNull(values.get(table), table::toString);
    }

    private static void prepare(PostgresServer server, String script) {
        try (var session = server.openForScripts()) {
            session.execute(script);
        }
    }

    private static Map<TableName, TableDescription> catalogue(PostgresSession session) {
        var tables = new HashMap<TableName, TableDescription>();
        new DatabaseCatalogue(session, SCHEMAS).tables().forEach(table -> tables.put(table.name(), table));
        return tables;
    }

    private void dump(Section section, ExportedSnapshot snapshot) throws InterruptedException {
        try (var session = snapshot.open()) {
            var without = new DatabaseCatalogue(session, SCHEMAS).beside(SELECTIONS.tables());
            SchemaDump.apply(target, new SchemaDump(source, folder).read(section, SCHEMAS, without, snapshot));
        }
    }

    private void copyAll(ExportedSnapshot snapshot, long partBytes) throws Exception {
        try (var from = snapshot.open();
                var to = target.open()) {
            for (var table : catalogue(from).values()) {
                if (SELECTIONS.of(table.name()).isPresent()) {
                    for (var part : TablePart.of(table, partBytes)) {
                        TableCopy.copy(from, to, part, SELECTIONS.where(table.name()), _ -> {});
                    }
                }
            }
        }
    }

    private void copySequences() {
        try (var from = source.open();
                var to = target.open()) {
            var sequences = new DatabaseCatalogue(to, SCHEMAS).sequences();
            SequencePositions.write(to, SequencePositions.read(from, sequences));
            assertThat(SequencePositions.read(to, sequences))
                    .isEqualTo(SequencePositions.read(from, sequences))
                    .hasSize(2);
        }
    }

    private static Map<TableName, TableDigest> digests(PostgresSession session, boolean filtered) {
        try (session) {
            var digests = new HashMap<TableName, TableDigest>();
            catalogue(session).values().stream()
                    .filter(table -> SELECTIONS.of(table.name()).isPresent())
                    .forEach(table -> digests.put(
                            table.name(),
                            TableDigest.of(session, table, filtered ? SELECTIONS.where(table.name()) : "true")));
            return digests;
        }
    }
}
