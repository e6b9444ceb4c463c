package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A switch by a document of a service, and by no database. */
@Timeout(180)
class SwitchByDocumentIT extends AScene {

    private static final String ENTRY = "{\"id\":\"acme\",\"place\":\"shared\",\"readOnly\":false}";

    @Test
    void movesATenantWhoseEntryIsADocument() throws Exception {
        try (var store = new DocumentServer(ENTRY)) {
            scene.switchedBy(store);

            assertThat(scene.live()).as(scene.output()).isZero();

            assertThat(store.document()).isEqualTo(ENTRY.replace("shared", "acme-db"));
            assertThat(store.answers).as("freeze, switch, unfreeze").containsExactly(204, 204, 204);
            assertThat(store.authorizations).containsOnly("Bearer of-the-night");
            assertThat(scene.output())
                    .contains("tenant 'acme' is at 'acme-db'; 1052 rows were copied, it could not write for")
                    .doesNotContain("of-the-night");
        }
    }

    @Test
    void undoesNothingWhileADocumentCannotBeReadAfterItsSwitchAndEndsItLater() throws Exception {
        try (var store = new DocumentServer(ENTRY)) {
            scene.switchedBy(store);
            store.onPut(DocumentServer.Request::serve).onPut(request -> {
                for (var look = 0; look < 4; look++) {
                    store.onGet(get -> get.answer(503));
                }
                request.serveWithoutAnswer();
            });

            assertThat(scene.live()).as(scene.output()).isEqualTo(6);
            assertThat(scene.output())
                    .contains("it is not known whether the tenant was switched", "check with 'GET http:");
            assertThat(scene.atTheTarget()).contains("public.orders");
            assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

            assertThat(store.document()).isEqualTo(ENTRY.replace("shared", "acme-db"));
            assertThat(scene.atTheTarget()).contains("public.orders");
        }
    }

    @Test
    void findsADocumentWithoutATagInTheDryRun() throws Exception {
        try (var store = new DocumentServer(ENTRY)) {
            scene.switchedBy(store.tagged(_ -> ""));

            assertThat(scene.run("run", "--mode", "dry-run")).isEqualTo(2);

            assertThat(scene.output())
                    .contains("switch: configuration store: " + store.url() + ": GET: no ETag (expected a strong one");
            assertThat(store.requests).containsOnly("GET");
        }
    }
}
