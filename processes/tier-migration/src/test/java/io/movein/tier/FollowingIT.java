package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
class FollowingIT extends AScene {

    /** One tells its rows by key, the other, whose names need quotes, as a whole. */
    private static final String KINDS = """
            create type public.mood as enum ('sad', 'a "quoted" one');
            create type public."a ""pair\""" as (first int, "second, too" text);
            create domain public.short as varchar(10) check (value <> '');
            create table public.kinds (id int, tenant_id text, mood public.mood, moods public.mood[], tags text[], document jsonb,
              plain json, content bytea, amount numeric, ratio float8, code char(10), period tstzrange, span interval, placed timestamptz,
              note text, large text, half int generated always as (id / 2) stored, "no., ""exactly\""" bigint generated always as identity,
              tiny smallint, big bigint, real float4, truth boolean, day date, clock time, clock_there timetz, at timestamp, unique_id uuid,
              address inet, net cidr, mac macaddr, mac_8 macaddr8, bits bit(5), more_bits varbit, cash money, spot point, leg lseg,
              shape polygon, round circle, words tsvector, wanted tsquery, route jsonpath, many int4multirange, lsn pg_lsn, grid int[][],
              letter "char", called name, number oid, short public.short, pair public."a ""pair\""", pairs public."a ""pair\"""[], markup xml,
              primary key (tenant_id, id));
            create table public."all ""Kinds\""" (like public.kinds including all);
            alter table public."all ""Kinds\""" replica identity full""";

    private static final String ROWS = """
            insert into public.%1$s (id, tenant_id, mood, moods, tags, document, plain, content, amount, ratio, code, period, span, placed, note, large,
              tiny, big, real, truth, day, clock, clock_there, at, unique_id, address, net, mac, mac_8, bits, more_bits, cash, spot, leg, shape,
              round, words, wanted, route, many, lsn, grid, letter, called, number, short, pair, pairs,
              markup)
            select i, 'acme', (array['sad', 'a "quoted" one'])[i %% 2 + 1]::public.mood, array['sad', null]::public.mood[],
              array['a', null, '"quoted", and \\slashed', 'null', ''], '{"a": 1, "a": 2, "b": [null, "\\u00e9"]}', '{"a": 1, "a": 2}',
              (select string_agg(decode(lpad(to_hex(b), 2, '0'), 'hex'), '' order by b) from generate_series(0, 255) b),
              (array['NaN', 'Infinity', repeat('9', 200) || '.50', '-0.00'])[i %% 4 + 1]::numeric,
              (array['NaN', '-Infinity', '0.1', '-0'])[i %% 4 + 1]::float8, 'x  ', tstzrange(now(), null, '(]'), interval '1 mon 2 days -03:04:05.678',
              (array['infinity', '2025-05-05 05:05:05.555+02'])[i %% 2 + 1]::timestamptz, E'tab\\there, line\\nbreak, \\\\ and ''quote''',
              (select string_agg(md5(n::text), '') from generate_series(i, i + case when i < 3 then 98303 else 9 end) n),
              -32768, 9223372036854775807, (array['NaN', '-0', '1e-45', '3.4028235e38'])[i %% 4 + 1]::float4, i %% 2 = 0,
              (array['infinity', '4713-01-01 BC'])[i %% 2 + 1]::date, '24:00', '23:59:59.999999-15:59', '-infinity', md5(i::text)::uuid,
              '::ffff:1.2.3.4/128', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', b'10101', b'1', 12.34, '(0.1,-0)',
              '[(0,0),(1,1e300)]', '((0,0),(1,1),(2,0))', '<(0,0),2>', 'a ''quoted'':1A fat:2,3', '!fat & (cat | rat:*)', '$.a[*] ? (@.b > 1)',
              '{[1,3),[5,)}', '16/B374D848', '[2:3][0:1]={{1,NULL},{3,4}}', 'x', 'a name', 4294967295, 'short',
              row(i, 'a, "quoted" \\ one')::public."a ""pair\""", array[row(null, '')::public."a ""pair\""", null],
              (array['<?xml version="1.0" standalone="yes"?><!DOCTYPE a><a b="\u00e9">x &amp; y</a>', 'no root <b/><!-- c -->'])[i %% 2 + 1]::xml
            from generate_series(%2$d, %2$d + 3) i;
            """;

    private static final List<String> TABLES = List.of("kinds", "\"all \"\"Kinds\"\"\"");

    /** The one large text is left alone, the other is not. */
    private static final String CHANGES = """
            update public.%1$s set code = 'touched' where id = 1;
            update public.%1$s set large = large || 'more', document = null, markup = '<a/>' where id = 2;
            delete from public.%1$s where id = 3;
            update public.%1$s set id = 30 where id = 4;
            """;

    @Test
    void losesAndDoublesNoneOfTheWritesThatGoOnAllTheWhile() throws Exception {
        scene.following().with("cutover: automatic", "cutover: on-command");
        try (var writer = Writer.start(scene)) {
            var run = scene.liveInTheBackground();
            scene.await("\"phase\":\"follow\"");
            writer.awaitMore(20);
            scene.command("cutover", "force it is known");
            assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();
            writer.awaitMore(20);

            var wanted =
                    writer.committed().stream().map(number -> "write " + number).toList();

            assertThat(Scene.query(scene.target, "select note from public.orders where note like 'write%' order by id"))
                    .isEqualTo(wanted);
            assertThat(Scene.query(scene.source, "select count(*) from public.orders where note like 'write%'")
                            .getFirst())
                    .as("the last of them are at the target alone")
                    .isNotEqualTo(Integer.toString(wanted.size()));
            assertThat(Scene.query(scene.target, "select 1 from public.orders where tenant_id <> 'acme'"))
                    .isEmpty();
            assertThat(scene.replication()).isEmpty();
            assertThat(scene.place()).isEqualTo("acme-db f");
            assertThat(scene.output()).contains("it could not write for");
            assertThat(scene.output())
                    .as("without both figures the platform passes no /cutover on")
                    .containsPattern("\"lag\":\\{\"keys\":\\d+,\"bytes\":\\d+}");
        }
    }

    @Test
    void goesBackWithoutLeavingAnythingOnEitherSide() throws Exception {
        scene.following().with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        assertThat(scene.replication()).hasSize(3);

        scene.command("rollback", "");

        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.replication()).isEmpty();
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.atTheTarget()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            truncate public.visits                             | row count of public.visits
            create table public.later (id integer primary key) | tables of
            """)
    void doesNotSwitchAfterWhatReplicationDoesNotTellOf(String change, String check) throws Exception {
        scene.following().with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        Scene.execute(scene.source, change);

        goesBack(run, check);
    }

    private void goesBack(Future<Integer> run, String check) throws Exception {
        do {
            scene.command("cutover", ""); // refused as long as nobody knows how far the target is behind
        } while (!ended(run));

        assertThat(run.get()).as(scene.output()).isEqualTo(5);
        assertThat(scene.output()).contains("not proven to be equal: " + check);
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.replication()).isEmpty();
    }

    private static boolean ended(Future<Integer> run) throws Exception {
        try {
            run.get(2, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Test
    void comparesExactlyWhileTheTenantWritesAllTheTimeAndSwitches() throws Exception {
        scene.following().with("cutover: automatic", "cutover: on-command");
        Scene.execute(scene.source, KINDS);
        TABLES.forEach(table -> Scene.execute(scene.source, ROWS.formatted(table, 1)));
        try (var writer = Writer.start(scene)) {
            var run = scene.liveInTheBackground();
            scene.await("\"phase\":\"follow\"");
            for (var table : TABLES) {
                Scene.execute(scene.source, CHANGES.formatted(table) + ROWS.formatted(table, 5));
            }
            for (var time = 1; time <= 3; time++) {
                writer.awaitMore(20);
                scene.verified("all of \\d+ checks are exact", time);
            }
            assertThat(scene.output())
                    .containsPattern(
                            "the database at position \\w+/\\w+, for which the source's writes may have waited for");

            for (var table : TABLES) {
                var rows = "select id, length(large), md5(t::text) from public.%s t order by id".formatted(table);
                assertThat(Scene.query(scene.target, rows))
                        .isEqualTo(Scene.query(scene.source, rows))
                        .hasSize(7)
                        .anyMatch(row -> row.startsWith("2 3145732 "));
            }

            Scene.execute(scene.target, "update public.orders set note = 'damaged' where note = 'write 3'");
            writer.awaitMore(20);
            scene.verified("\\d+ of \\d+ checks do not match", 1);
            assertThat(scene.output()).contains("DIFFERS: checksum of rows of public.orders (source ");

            Scene.execute(scene.target, "update public.orders set note = 'write 3' where note = 'damaged'");
            scene.command("cutover", "force it is known");
            assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isZero();
        }
        for (var table : TABLES) {
            assertThat(Scene.query(
                            scene.target,
                            "insert into public.%s (id, tenant_id, mood) values (99, 'acme', 'sad') returning \"no., \"\"exactly\"\"\", half"
                                    .formatted(table)))
                    .as("the sequence goes on, and the server computes what it computed")
                    .containsExactly("9 49");
        }
    }

    @Test
    void failsTheComparisonForWhichNoPositionCanBeAgreedOn() throws Exception {
        scene.following()
                .with("changes: freeze", "follow: {patience: 1s, hold: 100ms}\nchanges: follow")
                .with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        try (var open = scene.source.open()) {
            open.execute("begin");
            open.execute("insert into public.visits values ('acme', '/late')");
            scene.verified("1 of 1 checks do not match", 1);
            assertThat(scene.output())
                    .containsPattern(
                            "NOT MADE: agreed position of the database: held at the source by \\[pid \\d+ since .* on public.visits");
            open.execute("rollback");
        }
        scene.verified("all of \\d+ checks are exact", 1);

        Scene.execute(
                scene.target,
                "alter subscription %s disable".formatted(scene.replication().getLast()));
        scene.verified("1 of 1 checks do not match", 2);
        assertThat(scene.output())
                .contains("NOT MADE: agreed position of the database: the target needs more than 50 ms");
        scene.command("rollback", "");
        assertThat(run.get(120, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
    }

    @Test
    void tellsOfWhatWasChangedInTheCatalogueMeanwhile() throws Exception {
        Scene.execute(scene.source, """
                create table public.events (tenant_id text not null, day int not null, primary key (tenant_id, day)) partition by range (day);
                create table public.events_1 partition of public.events for values from (1) to (10);
                create table public.events_3 partition of public.events for values from (20) to (30);
                insert into public.events values ('acme', 1), ('other', 1);
                create table public.remarks (tenant_id text, order_id bigint references public.orders, primary key (tenant_id, order_id));
                insert into public.remarks values ('acme', 4), ('other', 5)""");
        scene.following().with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        Scene.execute(scene.source, """
                create table public.events_2 (like public.events including all);
                insert into public.events_2 values ('acme', 15), ('other', 15);
                alter table public.events attach partition public.events_2 for values from (10) to (20);
                insert into public.events values ('acme', 25);
                alter table public.events detach partition public.events_1;
                alter table public.visits add column seen boolean;
                create table public.later (id integer primary key);
                insert into public.remarks values ('acme', 8), ('acme', 9)""");

        scene.verified("\\d+ of \\d+ checks do not match", 1);

        assertThat(scene.output())
                .contains(
                        "DIFFERS: partitions of public.events (source alone has [public.events_2], target alone has [public.events_1])")
                .contains("DIFFERS: checksum of keys of public.events (source ")
                .doesNotContain("DIFFERS: row count of public.events ")
                .contains("DIFFERS: columns of public.visits (source alone has [seen boolean], target alone has [])")
                .contains("no rule covers public.later")
                .contains("DIFFERS: foreign keys of public.remarks.remarks_order_id_fkey (source 0, target 1)");
        goesBack(run, "");
    }

    @Test
    void waitsNoLongerThanItMayForTheSlotSaysForWhatAndLeavesNoneBehind() throws Exception {
        scene.following().with("changes: freeze", "follow: {patience: 3s}\nchanges: follow");
        try (var locking = scene.source.open();
                var open = scene.source.open()) {
            // nothing is open yet that the dry-run before would name
            locking.execute("begin");
            locking.execute("lock table public.visits in share update exclusive mode");
            var run = scene.liveInTheBackground();
            scene.await("waiting for transactions at the source to end, at most PT3S");
            open.execute("begin");
            open.execute("insert into public.visits values ('acme', '/late')");
            open.execute("prepare transaction 'late'");
            try {
                locking.execute("rollback");

                assertThat(run.get(60, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(3);
            } finally {
                open.execute("rollback prepared 'late'");
            }
        }
        var late = "prepared transaction 'late' of \\S+ in database source\\d+ since ";
        assertThat(scene.output())
                .containsPattern("the slot waits for " + late)
                .containsPattern("the slot waited for " + late);
        assertThat(scene.replication()).isEmpty();
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.atTheTarget()).isEmpty();
    }

    @Test
    void goesBackAtOnceWhileTheServerStillWaitsToMakeTheSlot() throws Exception {
        scene.following().with("changes: freeze", "follow: {patience: 10m}\nchanges: follow");
        try (var open = scene.source.open()) {
            open.execute("begin");
            open.execute("insert into public.visits values ('acme', '/late')");
            var run = scene.liveInTheBackground();
            scene.await("the slot waits for pid ");

            scene.command("rollback", "");

            assertThat(run.get(50, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
            assertThat(scene.replication()).isEmpty();
            open.execute("commit");
        }
        assertThat(scene.output()).contains("told to roll back; rolled back: ");
        assertThat(scene.replication()).isEmpty();
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(scene.atTheTarget()).isEmpty();
    }

    @Test
    void followsToNoTableWithATriggerThatWouldFireForWhatComes() {
        Scene.execute(scene.source, """
                create function public.fire() returns trigger language plpgsql as 'begin return new; end';
                create trigger by_itself before insert on public.orders for each row execute function public.fire()""");
        scene.following()
                .with(
                        "create view public.totals as select count(*) from public.orders",
                        "alter table public.orders enable always trigger by_itself");

        assertThat(scene.live()).as(scene.output()).isEqualTo(4);

        assertThat(scene.output()).contains("triggers [by_itself of public.orders] also fire for replicated changes");
        assertThat(scene.replication()).isEmpty();
        assertThat(scene.place()).isEqualTo("shared f");
    }

    @Test
    void saysWhichTablesCannotBeFollowed() {
        Scene.execute(scene.source, """
                create function public.fire() returns trigger language plpgsql as 'begin return new; end';
                create trigger by_itself before insert on public.orders for each row execute function public.fire();
                create trigger always before insert on public.orders for each row execute function public.fire();
                create trigger replicated before update on public.visits for each row execute function public.fire();
                create trigger once before update on public.visits for each statement execute function public.fire();
                alter table public.orders enable always trigger always;
                alter table public.visits enable replica trigger replicated, enable always trigger once;
                create table public.drafts (tenant_id text, content json); alter table public.drafts replica identity full;
                insert into public.drafts values ('acme', '{}')""");
        scene.with("changes: freeze", "follow: {patience: 1ms}\nchanges: follow")
                .with("switch:\n", "wayBack: {keep: 1h}\nswitch:\n");
        try (var open = scene.source.open()) {
            open.execute("begin");
            open.execute("insert into public.jobs values (1)");
            open.execute("prepare transaction 'forgotten'");
            try {
                assertThat(scene.run("validate")).isEqualTo(2);
            } finally {
                open.execute("rollback prepared 'forgotten'");
            }
        }

        assertThat(scene.output())
                .contains("public.orders: the replica identity has no column 'tenant_id'")
                .contains("public.visits: the replica identity has no column 'tenant_id'")
                .contains("public.order_lines: its rule is neither a column nor rows: all")
                .containsOnlyOnce(
                        "public.drafts: its rows are told apart as a whole, and the types of its columns [content json] have no")
                .contains("public.orders: its trigger always also fires at the target for replicated changes")
                .contains("public.visits: its trigger replicated also fires at the target")
                .containsPattern(
                        "open for longer than follow.patience: .*prepared 'forgotten' of \\S+ in database source\\d+ since ")
                .doesNotContain("trigger by_itself", "trigger once");
    }
}
