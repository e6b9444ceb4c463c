package io.movein.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From one server to another of a newer version, without any program around it. */
@Timeout(240)
class TenantReplicationIT {

    /** At length with {@code -Dmovein.tier.kills=all}. */
    private static final int ROUNDS = "all".equals(System.getProperty("movein.tier.kills")) ? 20 : 2;

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final TableName WRITES = new TableName("public", "writes");

    private final PostgresServer source = Servers.source();
    private final PostgresServer target = Servers.target();
    private final AtomicInteger number = new AtomicInteger();
    private final Queue<Integer> committed = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    /** One transaction after another. */
    private interface Transaction {
        void make(PostgresSession session) throws InterruptedException;
    }

    private int insert(PostgresSession session) {
        var n = number.incrementAndGet();
        session.update("insert into public.writes values (?::int, 'acme'), (?::int, 'other')", "" + n, "" + n);
        return n;
    }

    private void inOne(PostgresSession session) {
        committed.add(insert(session));
    }

    private void inTwoPhases(PostgresSession session) {
        session.execute("begin");
        var n = insert(session);
        session.execute("prepare transaction 'write %d'".formatted(n));
        session.execute("commit prepared 'write %d'".formatted(n));
        committed.add(n);
    }

    private void withSavepoints(PostgresSession session) {
        session.execute("begin");
        var first = insert(session);
        session.execute("savepoint one");
        insert(session);
        session.execute("savepoint two");
        insert(session);
        session.execute("rollback to one");
        var last = insert(session);
        session.execute("release one");
        session.execute("commit");
        committed.addAll(List.of(first, last));
    }

    /** As long as the others take for a hundred numbers. */
    private void atLength(PostgresSession session) throws InterruptedException {
        session.execute("begin");
        var first = insert(session);
        await(first + 100);
        var last = insert(session);
        session.execute("commit");
        committed.addAll(List.of(first, last));
    }

    private void rolledBack(PostgresSession session) {
        session.execute("begin");
        insert(session);
        session.execute("rollback");
    }

    private void await(int written) throws InterruptedException {
        var until = System.nanoTime() + LONGEST.toNanos();
        while (number.get() < written && !ended) {
            assertThat(System.nanoTime()).as("%d writes", number.get()).isLessThan(until);
            Thread.sleep(1);
        }
    }

    private List<Thread> writing() {
        ended = false;
        return Stream.<Transaction>of(
                        this::inOne, this::inTwoPhases, this::withSavepoints, this::atLength, this::rolledBack)
                .map(transaction -> Thread.ofPlatform().start(() -> {
                    try (var session = source.open()) {
                        while (!ended) {
                            transaction.make(session);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
    }

    private void end(List<Thread> writers) throws InterruptedException {
        ended = true;
        for (var writer : writers) {
            writer.join();
        }
    }

    /** The target's table has no key, so that a write that comes twice is there twice. */
    @Test
    void carriesEachWriteOverOnceInWhateverTransactionItWasWhileTheCopyBegan() throws Exception {
        execute(source, "create table public.writes (n int, tenant_id text, primary key (tenant_id, n))");
        execute(target, "create table public.writes (n int, tenant_id text)");
        for (var round = 1; round <= ROUNDS; round++) {
            execute(source, "truncate public.writes");
            execute(target, "truncate public.writes");
            committed.clear();
            var replication = new TenantReplication(
                    source, target, "meets_" + source.url().replaceAll(".*/", ""));
            replication.publish(new TreeMap<>(Map.of(WRITES, "tenant_id = 'acme'")));
            var writers = writing();
            try {
                await(number.get() + 50);
                try (var snapshot = replication.slot(LONGEST)) {
                    copy(snapshot);
                }
                replication.subscribe();
                await(number.get() + 50);
            } finally {
                end(writers);
            }

            awaitReached(replication, replication.position());

            var wanted = committed.stream().sorted().map(String::valueOf).toList();
            assertThat(numbers(source)).as("round %d", round).isEqualTo(wanted);
            assertThat(numbers(target)).as("round %d", round).isEqualTo(wanted);
            replication.endAtTheTarget();
            replication.endAtTheSource();
        }
    }

    @Test
    void namesTheColumnsByWhichNoRowCanBeFound() throws Exception {
        for (var server : List.of(source, target)) {
            execute(server, """
                    create domain public.document as json; create type public.mood as enum ('sad');
                    create table public.told (n int, tenant_id text, name varchar(5), moods public.mood[], net cidr, period tstzrange, plain json,
                      places point[], own public.document, wide jsonb, spot box, twice json generated always as (plain) stored);
                    alter table public.told replica identity full;
                    create table public.keyed (n int primary key, plain json); alter table public.keyed replica identity full""");
            try (var session = server.open()) {
                assertThat(TenantReplication.withoutEquality(session, new TableName("public", "told")))
                        .containsExactly("plain json", "places point[]", "own public.document", "spot box");
                assertThat(TenantReplication.withoutEquality(session, new TableName("public", "keyed")))
                        .isEmpty();
            }
        }
        execute(source, "alter table public.told drop column twice");
        var replication =
                new TenantReplication(source, target, "told_" + source.url().replaceAll(".*/", ""));
        replication.publish(new TreeMap<>(Map.of(new TableName("public", "told"), "true")));
        replication.slot(LONGEST).close();
        replication.subscribe();

        execute(source, "insert into public.told (n, plain) values (1, '{}'); update public.told set n = 2");

        var until = System.nanoTime() + LONGEST.toNanos();
        while (replication.standing().errors() == 0) {
            assertThat(System.nanoTime()).as("it could be applied").isLessThan(until);
            Thread.sleep(10);
        }
        replication.endAtTheTarget();
        replication.endAtTheSource();
    }

    private void copy(ExportedSnapshot snapshot) throws Exception {
        try (var from = snapshot.open();
                var to = target.open()) {
            var table = new DatabaseCatalogue(from, List.of("public")).tables().getFirst();
            for (var part : TablePart.of(table, 1 << 20)) {
                TableCopy.copy(from, to, part, "t.tenant_id = 'acme'", _ -> {});
            }
        }
    }

    private static void awaitReached(TenantReplication replication, String position) throws InterruptedException {
        var until = System.nanoTime() + LONGEST.toNanos();
        while (!replication.reached(position)) {
            assertThat(System.nanoTime()).as("%s is not reached", position).isLessThan(until);
            Thread.sleep(10);
        }
    }

    private static List<String> numbers(PostgresServer server) {
        try (var session = server.open()) {
            var found = new ArrayList<String>();
            session.rows("select n from public.writes where tenant_id = 'acme' order by n")
                    .forEach(row -> found.add(row.text(0)));
            return found;
        }
    }

    private static void execute(PostgresServer server, String script) {
        try (var session = server.openForScripts()) {
            session.execute(script);
        }
    }
}
