package io.movein.tier;

import io.movein.process.Stop;
import io.movein.process.cli.ProcessCommand;
import io.movein.standin.postgresql.PostgresProcess;
import io.movein.standin.postgresql.PostgresProcess.Version;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession;
import io.movein.tier.configuration.TierPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A shared database of an older version with two tenants, an empty one of a newer version, a configuration store, and a plan. */
final class Scene implements AutoCloseable {

    /** Until a subscription that could not apply a change tries again: 5 s by itself. */
    private static final String AGAIN = "wal_retrieve_retry_interval";

    static final Map<String, String> SHARED =
            Map.of("wal_level", "logical", "max_prepared_transactions", "5", AGAIN, "200ms");

    private static final PostgresProcess OLDER = PostgresProcess.start(Version.OLDER, SHARED);
    private static final PostgresProcess NEWER = PostgresProcess.start(
            Version.NEWER, Map.of("wal_level", "logical", "max_slot_wal_keep_size", "1GB", AGAIN, "200ms"));
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final String TENANTS = """
            create table public.orders (id bigserial primary key, tenant_id text not null, note text);
            create table public.order_lines (id bigint generated always as identity primary key, order_id bigint not null references public.orders, item text);
            create table public.countries (code text primary key);
            create table public.invoices (id integer primary key, tenant_id text);
            create table public.visits (tenant_id text, path text);
            create table public.jobs (id integer primary key);
            insert into public.orders (tenant_id, note)
              select case when i % 4 = 0 then 'acme' else 'other' end, 'note ' || i from generate_series(1, 2000) i;
            insert into public.order_lines (order_id, item) select id, 'item of ' || id from public.orders;
            insert into public.countries values ('de'), ('fr');
            insert into public.visits select case when i % 2 = 0 then 'acme' else 'other' end, '/' || i from generate_series(1, 100) i;
            analyze""";

    private static final String CONTROL = """
            create table public.tenants (id text primary key, read_only boolean not null, place text not null);
            insert into public.tenants values ('acme', false, 'shared'), ('other', false, 'shared')""";

    private static final String STATEMENTS = """
              database: {url: "CONTROL", user: {secret: db/user}, password: {secret: db/password}}
              freeze: update tenants set read_only = true where id = 'acme'
              unfreeze: update tenants set read_only = false where id = 'acme'
              read: select place from tenants where id = 'acme'
              set: update tenants set place = :to where id = 'acme' and place = :from
            """;

    final PostgresServer source;
    PostgresServer target = database("target", NEWER);
    final PostgresServer control = database("control", NEWER);
    final Stop stop = new Stop();
    private final Path folder;
    private final Map<String, String> replaced = new LinkedHashMap<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int commands;
    private boolean databaseStays;
    private String machine = "";

    /** Started only for those who ask for it. */
    private static final class NewerShared {
        private static final PostgresProcess SERVER = PostgresProcess.start(Version.NEWER, SHARED);
    }

    Scene(Path folder) {
        this(folder, OLDER);
    }

    /** The shared database is of the newer version, too. */
    static Scene ofTheNewerVersion(Path folder) {
        return new Scene(folder, NewerShared.SERVER);
    }

    /** The shared database is on a server of the test's own. */
    Scene(Path folder, PostgresProcess shared) {
        this.folder = folder;
        this.source = database("source", shared);
        execute(source, TENANTS);
        execute(control, CONTROL);
        write("secrets/db/user", PostgresProcess.USER);
        write("secrets/db/password", PostgresProcess.PASSWORD);
    }

    private static PostgresServer database(String name, PostgresProcess process) {
        var database = name + COUNT.incrementAndGet();
        execute(server(name, process.url("postgres")), "create database " + database);
        return server(name, process.url(database));
    }

    private static PostgresServer server(String name, String url) {
        return new PostgresServer(name, url, PostgresProcess.USER, PostgresProcess.PASSWORD);
    }

    /** So that it can be followed: what is the tenant's through another table stays behind. */
    Scene following() {
        execute(
                source,
                "alter table public.orders replica identity full; alter table public.visits replica identity full;"
                        + "alter table public.invoices replica identity full");
        return with("changes: freeze", "changes: follow")
                .with("order_lines: {through: {table: orders, on: {order_id: id}}}", "order_lines: {rows: none}");
    }

    /** So that it can go back: what has no column that says whose it is stays behind. */
    Scene withAWayBack() {
        return with("order_lines: {through: {table: orders, on: {order_id: id}}}", "order_lines: {rows: none}")
                .with("switch:\n", "wayBack: {keep: 1h, gap: 10000, limit: 20s, keysApart: [invoices]}\nswitch:\n");
    }

    /** What there is of the migration on either side, whichever way it went. */
    List<String> left() {
        return Stream.of(wayBack(), replication(), atTheTarget())
                .flatMap(List::stream)
                .toList();
    }

    /** What there is of replication in the other direction, and of what guards it. */
    List<String> wayBack() {
        var guards = "select nspname from pg_namespace where nspname like 'movein\\_back\\_%' union all"
                + " select tgname from pg_trigger where tgname like 'movein\\_back\\_%' union all ";
        var here = query(
                source,
                guards
                        + "select subname from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())");
        var there = query(
                target,
                guards
                        + "select slot_name from pg_replication_slots where database = current_database() union all select pubname from pg_publication");
        return Stream.concat(here.stream(), there.stream()).toList();
    }

    /** No database moves: the application has a second in which what it was writing may end. */
    Scene withoutDatabase() {
        databaseStays = true;
        return with("  from: shared", "  drain: 1s\n  from: shared");
    }

    /** What replication there is on either side; slots and publications are the databases' own. */
    List<String> replication() {
        var here = query(
                source,
                "select slot_name from pg_replication_slots where database = current_database() union all select pubname from pg_publication");
        var there = query(
                target,
                "select subname from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())");
        return Stream.concat(here.stream(), there.stream()).toList();
    }

    /** From now on the plan's target is another. @return its address */
    String emptyTarget() {
        target = database("target", NEWER);
        return target.url();
    }

    Scene secret(String name, String value) {
        write("secrets/" + name, value);
        return this;
    }

    static void execute(PostgresServer server, String script) {
        try (var session = server.openForScripts()) {
            session.execute(script);
        }
    }

    /** Each row as its columns, joined by a space. */
    static List<String> query(PostgresServer server, String sql) {
        try (var session = server.open()) {
            return session.rows(sql).stream()
                    .map(PostgresSession.Row::values)
                    .map(values -> String.join(
                            " ", values.stream().map(String::valueOf).toList()))
                    .toList();
        }
    }

    /** Where the tenant is, and whether it may only read. */
    String place() {
        return query(control, "select place, read_only from public.tenants where id = 'acme'")
                .getFirst();
    }

    /** What is in the target but for what PostgreSQL brings. */
    List<String> atTheTarget() {
        return query(
                target,
                "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " where c.relkind in ('r', 'p', 'S', 'v') and n.nspname not in ('pg_catalog', 'information_schema') order by 1");
    }

    /** Changes the configuration of the next runs. */
    Scene with(String text, String by) {
        replaced.put(text, by);
        return this;
    }

    /** The switch is by this document from now on, and not by the control database. */
    Scene switchedBy(DocumentServer server) {
        return secret("store/token", "Bearer of-the-night").with(STATEMENTS, """
                  http:
                    url: %s
                    place: /place
                    readOnly: /readOnly
                    secrets: {Authorization: {secret: store/token}}
                """.formatted(server.url()));
    }

    private String configuration() {
        var text = """
                reason: acme has bought the dedicated tier
                tenant: acme
                lease: 2s
                cutover: automatic
                changes: freeze
                postgresql:
                  source: {url: "SOURCE", user: {secret: db/user}, password: {secret: db/password}}
                  target: {url: "TARGET", user: {secret: db/user}, password: {secret: db/password}}
                  rows: {column: tenant_id, value: acme}
                  tables:
                    order_lines: {through: {table: orders, on: {order_id: id}}}
                    countries: {rows: all}
                    invoices: {empty: true}
                    jobs: {rows: none}
                  partSize: 32KiB
                  afterSchema: [create view public.totals as select count(*) from public.orders]
                  queries: [{name: last, sql: "select max(id), count(*) from public.orders where tenant_id = 'acme'"}]
                switch:
                STATEMENTS  from: shared
                  to: acme-db""".replace("SOURCE", source.url())
                .replace("TARGET", target.url())
                .replace("STATEMENTS", STATEMENTS);
        if (databaseStays) {
            text = text.replaceAll("(?s)postgresql:\n.*\nswitch:", "switch:");
        }
        for (var change : replaced.entrySet()) {
            if (!text.contains(change.getKey())) {
                throw new IllegalArgumentException("the configuration has no " + change.getKey());
            }
            text = text.replace(change.getKey(), change.getValue());
        }
        return text.replace("CONTROL", control.url());
    }

    TierPlan plan() {
        return new TierMigration().format().read(configuration());
    }

    int run(String... arguments) {
        var all = words(arguments);
        try (var out = new PrintStream(output, true, StandardCharsets.UTF_8)) {
            return ProcessCommand.execute(new TierMigration(), all.toArray(String[]::new), Map.of(), out, false, stop);
        }
    }

    private List<String> words(String... arguments) {
        write("plan.yaml", configuration());
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--config", path("plan.yaml"), "--secrets", path("secrets"), "--state", path("state" + machine)));
        return all;
    }

    int live(String... more) {
        var arguments = new ArrayList<>(List.of("run", "--mode", "live", "--control", path("control" + machine)));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    /** A live run as a process of its own, killed as soon as it has said something; its output up to there. */
    String killedAt(String text) throws IOException, InterruptedException {
        return killedAt(text, () -> {});
    }

    /** What has to be so before it is killed. */
    interface Moment {
        void await() throws InterruptedException;
    }

    String killedAt(String text, Moment moment, String... more) throws IOException, InterruptedException {
        var said = new StringBuilder();
        var process = started(more);
        try (var lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (line.contains(text)) {
                    moment.await();
                    break;
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return said.toString();
    }

    /** A live run as a process of its own. */
    Process started(String... more) throws IOException {
        var words = new ArrayList<>(ShortLived.java(TierMigration.class));
        words.addAll(words("run", "--mode", "live", "--control", path("control" + machine)));
        words.addAll(List.of(more));
        return new ProcessBuilder(words).redirectErrorStream(true).start();
    }

    /** From now on runs and commands are those of another machine, with a state folder {@code state…} of its own. */
    void on(String another) {
        machine = another;
    }

    CompletableFuture<Integer> liveInTheBackground(String... more) {
        var thread = Executors.newSingleThreadExecutor();
        var run = CompletableFuture.supplyAsync(() -> live(more), thread);
        thread.shutdown();
        return run;
    }

    void command(String command, String value) {
        append("{\"id\":\"%d\",\"command\":\"%s\",\"value\":\"%s\"}\n".formatted(++commands, command, value));
    }

    /** Waits until the run has said so. */
    void await(String text) throws InterruptedException {
        await("'%s' was said".formatted(text), () -> output().contains(text));
    }

    void await(String what, BooleanSupplier holds) throws InterruptedException {
        var until = System.nanoTime() + LONGEST.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("%s: not so within %s:\n%s".formatted(what, LONGEST, output()));
            }
            Thread.sleep(20);
        }
    }

    /** Says {@code /verify} while it is followed, and waits for the answer of its kind. */
    void verified(String answer, int times) throws InterruptedException {
        command("verify", "");
        var said = Pattern.compile("compared while following: .*: " + answer);
        await(
                "%d times: %s".formatted(times, said),
                () -> said.matcher(output()).results().count() == times);
    }

    String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, String content) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append(String line) {
        try {
            Files.writeString(
                    folder.resolve("control" + machine), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop.request();
    }
}
