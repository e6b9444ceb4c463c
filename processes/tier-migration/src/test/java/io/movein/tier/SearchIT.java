package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.search.SearchProcess;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tenant's documents move from a shared index to one of its own, with the name by which the application finds them. */
@Timeout(240)
class SearchIT {

    private static final String DOCUMENTS =
            "select 'order ' || id, jsonb_build_object('tenant', tenant_id, 'note', note) from public.orders where tenant_id = 'acme'";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final SearchProcess server = SearchServer.emptied();

    @TempDir
    Path folder;

    private final String shared = "orders" + COUNT.incrementAndGet();
    private final String own = shared + "-acme";
    private Scene scene;

    @BeforeEach
    void start() {
        server.ask(
                "PUT",
                "/" + shared,
                "{\"settings\":{\"number_of_replicas\":0,\"mapping.ignore_malformed\":true},\"aliases\":{\"find-%s\":{\"filter\":{\"term\":{\"tenant\":\"acme\"}}}},\"mappings\":{\"properties\":{\"tenant\":{\"type\":\"keyword\"},\"at\":{\"type\":\"long\"},\"n\":{\"type\":\"integer\"}}}}"
                        .formatted(shared));
        write(0, 40);
        scene = new Scene(folder).withoutDatabase();
        scene.with(
                "switch:\n",
                "search: {source: {url: '%1$s'}, target: {url: '%1$s'}, every: 1s, indices: {%2$s: {to: %3$s, owner: {field: tenant, value: acme}, changes: {field: at}, aliases: [find-%2$s]}}}\nswitch:\n"
                        .formatted(server.url(), shared, own));
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    /** In turn for the tenant and the other. */
    private void write(int from, int to) {
        var lines = new StringBuilder();
        for (var i = from; i < to; i++) {
            lines.append("{\"index\":{\"_id\":\"%d\"}}%n{\"tenant\":\"%s\",\"at\":%d}%n"
                    .formatted(i, i % 2 == 0 ? "acme" : "other", i));
        }
        server.ask("POST", "/%s/_bulk?refresh=true".formatted(shared), lines.toString());
    }

    private String holder() {
        return server.ask("GET", "/_alias/find-" + shared, "");
    }

    private boolean ownIsThere() {
        return server.status("HEAD", "/" + own, "") == 200;
    }

    @Test
    void movesDocumentsThatAreWrittenMeanwhileAndTheirName() throws Exception {
        scene.with("changes: freeze", "changes: follow").with("cutover: automatic", "cutover: on-command");
        assertThat(scene.run("run", "--mode", "dry-run")).as(scene.output()).isZero();
        assertThat(scene.output()).contains("20 documents in 1 indices; nothing was written");
        assertThat(ownIsThere()).isFalse();
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"follow\"");
        write(40, 60);
        server.ask("DELETE", "/%s/_doc/4".formatted(shared), "");

        scene.command("cutover", "force it is known");

        assertThat(run.get(200, TimeUnit.SECONDS)).as(scene.output()).isZero();
        assertThat(scene.output()).contains("tenant 'acme' is at 'acme-db'; 29 documents were copied");
        assertThat(holder()).contains(own).doesNotContain("\"%s\"".formatted(shared), "filter");
        assertThat(server.ask("GET", "/%s/_count".formatted(own), "")).contains("\"count\":29");
        assertThat(server.ask("GET", "/%s/_count".formatted(shared), "")).contains("\"count\":59");
        assertThat(folder.resolve("state/evidence-1/checks.json"))
                .content()
                .contains("\"documents\"", "\"checksum of ids\"", "\"checksum of documents\"", "\"index settings\"");
    }

    @Test
    void goesBackAndDeletesTheIndexThatItMade() throws Exception {
        scene.with("cutover: automatic", "cutover: on-command");
        var run = scene.liveInTheBackground();
        scene.await("\"phase\":\"ready\"");
        assertThat(ownIsThere()).isTrue();

        scene.command("rollback", "");

        assertThat(run.get(200, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        assertThat(scene.output()).contains("indices [%s] are deleted".formatted(own));
        assertThat(ownIsThere()).isFalse();
        assertThat(holder()).contains("\"%s\"".formatted(shared), "filter");
        assertThat(scene.place()).isEqualTo("shared f");
    }

    @Test
    void goesOnAfterItWasKilledWhileTheTenantWasFrozen() throws Exception {
        scene.with("cutover: automatic", "cutover: on-command");
        assertThat(scene.killedAt("\"phase\":\"ready\"")).contains("\"phase\":\"ready\"");
        server.ask("DELETE", "/%s/_doc/4?refresh=true".formatted(shared), "");
        scene.with("cutover: automatic", "cutover: automatic");

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.output())
                .contains("indices are kept for the next attempt", "0 documents were copied and 1 removed");
        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(server.ask("GET", "/%s/_settings".formatted(own), "")).doesNotContain("_none", "gc_deletes");
    }

    @Test
    void tellsOfADocumentThatTheTargetRefusesAndDoesNotSwitch() throws Exception {
        server.ask(
                "PUT",
                "/%s/_doc/2?refresh=true".formatted(shared),
                "{\"tenant\":\"acme\",\"at\":2,\"n\":\"no number\"}");
        scene.with(
                "find-%s]}".formatted(shared),
                "find-%s], settings: {mapping.ignore_malformed: 'false'}}".formatted(shared));

        assertThat(scene.live()).as(scene.output()).isEqualTo(5);

        assertThat(scene.output())
                .contains("the target refused 1 documents; each is listed among the items", "2 is at the source alone")
                .contains("not proven to be equal", "indices [%s] are deleted".formatted(own));
        assertThat(scene.place()).isEqualTo("shared f");
        assertThat(ownIsThere()).isFalse();
    }

    @Test
    void rebuildsFromTheDatabaseWhatWasWrittenSinceTheCopy() throws Exception {
        PgDump.assumeInstalled();
        try (var whole = new Scene(folder.resolve("whole")).following()) {
            var lines = new StringBuilder();
            Scene.query(whole.source, "select id, note from public.orders where tenant_id = 'acme'").stream()
                    .map(row -> row.split(" ", 2))
                    .forEach(row ->
                            lines.append("{\"index\":{\"_id\":\"order %s\"}}%n{\"note\":\"%s\", \"tenant\":\"acme\"}%n"
                                    .formatted(row[0], row[1])));
            server.ask(
                    "PUT",
                    "/%s-text".formatted(shared),
                    "{\"mappings\":{\"properties\":{\"tenant\":{\"type\":\"keyword\"}}}}");
            server.ask("POST", "/%s-text/_bulk?refresh=true".formatted(shared), lines.toString());
            whole.with("cutover: automatic", "cutover: on-command")
                    .with(
                            "switch:\n",
                            "search: {source: {url: '%1$s'}, target: {url: '%1$s'}, indices: {%2$s-text: {to: %3$s, owner: {field: tenant, value: acme}, changes: {rebuilt: \"%4$s\"}}}}\nswitch:\n"
                                    .formatted(server.url(), shared, own, DOCUMENTS));
            assertThat(whole.run("run", "--mode", "dry-run")).as(whole.output()).isZero();
            var run = whole.liveInTheBackground();
            whole.await("\"phase\":\"follow\"");
            Scene.execute(whole.source, """
                    update public.orders set note = 'another' where id = 8;
                    delete from public.order_lines where order_id = 12;
                    delete from public.orders where id = 12;
                    insert into public.orders (tenant_id, note) values ('acme', 'new')""");

            whole.command("cutover", "force it is known");

            assertThat(run.get(200, TimeUnit.SECONDS)).as(whole.output()).isZero();
            assertThat(whole.output()).contains("2 documents were copied and 1 removed after the freeze");
            assertThat(server.ask("GET", "/%s/_count".formatted(own), "")).contains("\"count\":500,");
            assertThat(server.ask("GET", "/%s/_doc/order%%208".formatted(own), ""))
                    .contains("\"_version\":2", "another");
        }
    }

    @Test
    void tellsOfAQueryWithoutADatabaseThatMoves() {
        scene.with("changes: {field: at}", "changes: {rebuilt: '%s'}".formatted("select 1"));

        assertThat(scene.run("run", "--mode", "dry-run")).as(scene.output()).isEqualTo(2);

        assertThat(scene.output())
                .contains("search.indices.%s.changes.rebuilt: a query, and no database that moves".formatted(shared));
    }
}
