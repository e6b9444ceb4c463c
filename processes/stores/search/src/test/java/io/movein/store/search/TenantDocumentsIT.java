package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.movein.standin.search.OpenSearchProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tenant's documents, between indices of a real server. */
@Timeout(240)
class TenantDocumentsIT {

    @TempDir
    static Path folder;

    private static OpenSearchProcess server;

    private SharedIndex index;

    @BeforeAll
    static void startServer() {
        server = OpenSearchProcess.start(folder.resolve("server"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        index = new SharedIndex(server, folder).write(0, 100);
    }

    @AfterEach
    void stop() {
        index.close();
    }

    private IndexComparison compared(TenantDocuments documents) throws Exception {
        return documents.compare(index.pace);
    }

    private static void isEqual(IndexComparison both, long documents) {
        assertThat(both.differences()).isEmpty();
        assertThat(both.source()).isEqualTo(documents);
        assertThat(both.target()).isEqualTo(documents);
        assertThat(both.targetIds()).isEqualTo(both.sourceIds()).hasSize(64);
        assertThat(both.targetSum()).isEqualTo(both.sourceSum()).hasSize(64);
        assertThat(both.found()).isEqualTo(both.planned());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 1000", "4, 7", "5, 50"})
    void copiesEachDocumentOnceWhateverTheSlicesAndPages(int slices, int page) throws Exception {
        index.slices = slices;
        index.page = page;
        index.put(0, "{\"tenant\":\"acme\",\n \"n\": 1.50,\r\n \"at\": 1}");
        var documents = index.documents();

        documents.make();
        var pass = documents.copy(index.pace);
        var settled = documents.settle(index.pace);

        assertThat(pass).isEqualTo(new TenantDocuments.Pass(50, 0));
        assertThat(settled).isEqualTo(new TenantDocuments.Settled(0, 0));
        isEqual(compared(documents), 50);
        assertThat(compared(documents).found()).contains("refresh_interval=7s", "final_pipeline=default");
        assertThat(server.ask("GET", "/%s/_doc/0?routing=r0".formatted(index.own()), ""))
                .contains("\"_version\":2", "\"_routing\":\"r0\"", "\"n\": 1.50");
    }

    @Test
    void followsWhatIsWrittenAndPutsRightWhatNoFieldTellsOf() throws Exception {
        var documents = index.documents();
        documents.make();
        var mark = documents.mark().orElseThrow();
        documents.copy(index.pace);
        index.write(100, 110);

        assertThat(documents.follow(mark, index.pace).documents()).isEqualTo(5);

        index.put(2, "{\"tenant\":\"acme\",\"n\":0,\"at\":0}");
        index.put(4, "{\"tenant\":\"other\",\"n\":0,\"at\":0}");
        index.delete(6);
        var settled = documents.settle(index.pace);

        assertThat(settled).isEqualTo(new TenantDocuments.Settled(1, 2));
        isEqual(compared(documents), 53);
    }

    @Test
    void takesADocumentThatWasMadeAnewWithALowerVersion() throws Exception {
        server.ask("PUT", "/%s/_settings".formatted(index.name), "{\"index.gc_deletes\":\"0s\"}");
        index.put(8, "{\"tenant\":\"acme\",\"n\":1}");
        index.put(8, "{\"tenant\":\"acme\",\"n\":2}");
        server.ask("POST", "/%s/_refresh".formatted(index.name), "");
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        index.delete(8);
        server.ask("POST", "/%s/_refresh".formatted(index.name), "");
        index.put(8, "{\"tenant\":\"acme\",\"n\":3}");

        documents.settle(index.pace);

        isEqual(compared(documents), 50);
    }

    @Test
    void readsEverythingAnewWhereThePointInTimeIsLost() throws Exception {
        var lost = new AtomicInteger();
        try (var between = new Between(server.url())) {
            between.onQuestion(message -> {
                if (message.is("POST /_search?")
                        && message.body().contains("search_after")
                        && lost.incrementAndGet() == 3) {
                    server.ask("DELETE", "/_search/point_in_time/_all", "");
                }
                return message;
            });
            index.source = between.url();
            var documents = index.documents();
            documents.make();

            var pass = documents.copy(index.pace);

            assertThat(pass).isEqualTo(new TenantDocuments.Pass(50, 1));
            documents.settle(index.pace);
            isEqual(compared(documents), 50);
        }
    }

    @Test
    void neverTakesAPartOfTheShardsForTheWhole() throws Exception {
        var pages = new AtomicInteger();
        try (var between = new Between(server.url())) {
            between.onAnswer(message -> !message.is("POST /_search?")
                    ? message
                    : switch (pages.incrementAndGet()) {
                        case 1 -> message.with(message.body().replace("\"timed_out\":false", "\"timed_out\":true"));
                        case 2 ->
                            message.with(message.body()
                                    .replace(
                                            "\"successful\":3,\"skipped\":0,\"failed\":0",
                                            "\"successful\":2,\"skipped\":0,\"failed\":1"));
                        default -> message;
                    });
            index.source = between.url();
            var documents = index.documents();
            documents.make();

            assertThat(documents.copy(index.pace).documents()).isEqualTo(50);

            between.onAnswer(
                    message -> message.with(message.body().replace("\"timed_out\":false", "\"timed_out\":true")));
            assertThatThrownBy(() -> documents.copy(index.pace))
                    .isInstanceOf(SearchFailure.class)
                    .hasMessageContaining("search source: /_search: timed_out (expected all shards, in time)");
        }
    }

    @Test
    void sendsAgainWhatWasTooMuchAndTellsWhatIsRefused() throws Exception {
        var bulks = new AtomicInteger();
        try (var between = new Between(server.url())) {
            between.onQuestion(message -> message.is("_bulk") && message.body().length() > 3000
                    ? new Between.Message(413, message.method(), message.path(), "")
                    : message);
            between.onAnswer(message -> message.is("_bulk") && bulks.incrementAndGet() == 1
                    ? message.with(message.body().replaceFirst("\"status\":201", "\"status\":429"))
                    : message);
            index.target = between.url();
            index.page = 50;
            var documents = index.documents();
            documents.make();
            server.ask(
                    "PUT", "/%s/_mapping".formatted(index.own()), "{\"properties\":{\"bad\":{\"type\":\"integer\"}}}");
            index.put(10, "{\"tenant\":\"acme\",\"bad\":\"no number\"}");
            index.put(12, "{\"tenant\":\"acme\",\"text\":\"%s\"}".formatted("x".repeat(4000)));

            documents.copy(index.pace);

            assertThat(documents.rejected())
                    .extracting(Rejected::key, Rejected::code)
                    .containsExactlyInAnyOrder(
                            tuple("search/%s/10 routing r1".formatted(index.own()), "mapper_parsing_exception"),
                            tuple("search/%s/12 routing r0".formatted(index.own()), "too-large"));
            documents.settle(index.pace);
            var both = compared(documents);
            assertThat(both.target()).isEqualTo(48);
            assertThat(both.differences()).contains("10 routing r1 is at the source alone");
            assertThat(both.targetIds()).isNotEqualTo(both.sourceIds());
        }
    }

    @Test
    void speaksToElasticsearchInItsOwnWords() throws Exception {
        try (var between = new Between(server.url())) {
            between.onQuestion(message -> message.is("/_pit?")
                            ? new Between.Message(
                                    0, "POST", message.path().replace("/_pit?", "/_search/point_in_time?"), "")
                            : message.is("DELETE /_pit")
                                    ? new Between.Message(
                                            0,
                                            "DELETE",
                                            "/_search/point_in_time",
                                            message.body()
                                                    .replace("\"id\":", "\"pit_id\":[")
                                                    .replace("}", "]}"))
                                    : message)
                    .onAnswer(message -> message.is("/point_in_time?")
                            ? message.with(message.body().replace("\"pit_id\"", "\"id\""))
                            : message.path().equals("/")
                                    ? message.with(message.body()
                                            .replace("\"distribution\" : \"opensearch\",", "")
                                            .replace("3.8.0", "8.15.0"))
                                    : message);
            index.source = between.url();
            var documents = index.documents();

            assertThat(index.problems()).isEmpty();
            documents.make();
            documents.copy(index.pace);
            documents.settle(index.pace);

            isEqual(compared(documents), 50);
            assertThat(between.asked()).anyMatch(message -> message.is("DELETE /_pit"));
        }
    }

    @Test
    void switchesTheAliasAtOneMomentAndGivesItBack() throws Exception {
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        documents.settle(index.pace);

        documents.switchAliases();

        assertThat(server.ask("GET", "/_alias/" + index.alias(), ""))
                .isEqualTo("{\"%s\":{\"aliases\":{\"%s\":{\"index_routing\":\"r1\",\"search_routing\":\"r1\"}}}}"
                        .formatted(index.own(), index.alias()));

        assertThat(documents.undo(false)).isTrue();

        assertThat(index.ownIsThere()).isFalse();
        assertThat(server.ask("GET", "/_alias/" + index.alias(), ""))
                .contains("\"%s\":{\"aliases\"".formatted(index.name), "\"filter\":{\"term\":{\"tenant\":\"acme\"}}");
    }

    @Test
    void removesNoIndexButItsOwn() throws Exception {
        server.ask("PUT", "/" + index.own(), "{}");
        var documents = index.documents();

        assertThatThrownBy(documents::make).hasMessageContaining("resource_already_exists_exception");

        assertThat(documents.undo(false)).isFalse();
        assertThat(index.ownIsThere()).isTrue();
    }

    @Test
    void leavesNoMarkOnceTheTenantIsThere() throws Exception {
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        documents.settle(index.pace);

        documents.release();

        assertThat(server.ask("GET", "/%s/_mapping".formatted(index.own()), ""))
                .contains("\"_meta\":{\"of\":\"orders\"}")
                .doesNotContain("movein");
        assertThat(documents.undo(false)).isFalse();
        assertThat(index.ownIsThere()).isTrue();
    }

    @Test
    void writesPastTheTargetsPipelines() throws Exception {
        index.settings = Map.of("final_pipeline", "stamps", "number_of_shards", "1");

        assertThat(index.problems())
                .singleElement()
                .asString()
                .contains("index.final_pipeline is 'stamps', which the target has not");
    }

    @Test
    void findsEverythingThatWouldFailAtOnceAndWritesNothing() throws Exception {
        try (var between = new Between(server.url())) {
            index.source = between.url();
            index.target = between.url();
            index.filter = Optional.of("{\"range\":{\"n\":{\"lt\":90}}}");
            index.changed = Optional.of("n");
            index.put(200, "{\"tenant\":\"acme\"}");
            server.ask("POST", "/%s/_refresh".formatted(index.name), "");
            server.ask("PUT", "/" + index.own(), "{}");
            server.ask(
                    "POST",
                    "/_aliases",
                    "{\"actions\":[{\"add\":{\"index\":\"%s\",\"alias\":\"%s\"}}]}"
                            .formatted(index.own(), index.alias()));
            server.ask("PUT", "/stranger" + index.name, "{\"aliases\":{\"%s\":{}}}".formatted(index.alias()));

            var problems = index.problems();

            assertThat(problems).hasSize(4);
            assertThat(String.join("\n", problems))
                    .contains("finds documents of others as well: [45 of 'other']")
                    .contains("leaves out 6 documents of 'acme'")
                    .contains("-own is at the target, and not of this migration")
                    .contains("-acme is that of [stranger");
            assertThat(between.asked())
                    .allMatch(message -> message.method().equals("GET")
                            || message.is("_search")
                            || message.is("point_in_time")
                            || message.is("_simulate"));
        }
    }

    @Test
    void refusesAnOwnerThatIsFoundByAPartOfItsName() throws Exception {
        index.owner = "text";

        assertThat(index.problems()).singleElement().asString().contains("illegal_argument_exception", "text");
    }
}
