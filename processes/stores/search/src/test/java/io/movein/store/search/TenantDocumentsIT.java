package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.process.lease.Fenced;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant's documents, between indices of a real index.server. */
@Timeout(240)
@ParameterizedClass
@EnumSource(Engine.class)
class TenantDocumentsIT extends ASharedIndex {

    private IndexComparison compared(TenantDocuments documents) throws Exception {
        return documents.compare(index.pace);
    }

    static void isEqual(IndexComparison both, long documents) {
        assertThat(both.differences()).isEmpty();
        assertThat(both.source()).isEqualTo(documents);
        assertThat(both.target()).isEqualTo(documents);
        assertThat(both.targetIds()).isEqualTo(both.sourceIds()).hasSize(64);
        assertThat(both.targetSum()).isEqualTo(both.sourceSum()).hasSize(64);
        assertThat(both.found()).isEqualTo(both.planned());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 7", "5, 50"})
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
        assertThat(index.server.ask("GET", "/%s/_doc/0?routing=r0".formatted(index.own()), ""))
                .contains("\"_version\":2", "\"_routing\":\"r0\"", "\"n\": 1.50");
    }

    @Test
    void copiesWhatThePointInTimeHasWhateverIsWrittenMeanwhile() throws Exception {
        var searches = new AtomicInteger();
        try (var between = new Between(index.server.url())) {
            between.onQuestion(message -> {
                if (message.is("POST /_search?") && searches.incrementAndGet() == 3) {
                    index.write(50, 150).delete(2);
                    index.server.ask("POST", "/%s/_refresh".formatted(index.name), "");
                }
                return message;
            });
            index.source = between.url();
            index.slices = 4;
            var documents = index.documents();
            documents.make();

            assertThat(documents.copy(index.pace)).isEqualTo(new TenantDocuments.Pass(50, 0));

            index.server.ask("POST", "/%s/_refresh".formatted(index.own()), "");
            assertThat(compared(documents).differences())
                    .hasSize(6)
                    .contains("100 routing r1 is at the source alone", "46 more");
            assertThat(documents.settle(index.pace)).isEqualTo(new TenantDocuments.Settled(50, 1));
            isEqual(compared(documents), 74);
        }
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
    void comparesAtOnePointInTimeAndBringsWhatWasMissingThere() throws Exception {
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        index.write(100, 110);
        index.put(2, "{\"tenant\":\"acme\",\"n\":0,\"at\":0}");
        index.delete(6);

        var followed = documents.compareFollowed(index.pace);

        assertThat(followed.settled()).isEqualTo(new TenantDocuments.Settled(6, 1));
        assertThat(followed.both().differences()).isEmpty();
        assertThat(followed.both().source()).isEqualTo(54);
        assertThat(followed.both().targetSum()).isEqualTo(followed.both().sourceSum());
        assertThat(documents.compareFollowed(index.pace).settled()).isEqualTo(new TenantDocuments.Settled(0, 0));

        index.server.ask(
                "PUT",
                "/%s/_doc/8?routing=r2&version=1&version_type=external_gte".formatted(index.own()),
                "{\"tenant\":\"acme\",\"n\":9}");
        assertThat(documents.compareFollowed(index.pace).both().differences())
                .containsExactly("8 routing r2 has another content");
    }

    /** Between the reading of the point in time and the bringing of what was missing there. */
    @Test
    void bringsADocumentAsItWasAtThePointInTime() throws Exception {
        var searches = new AtomicInteger();
        try (var between = new Between(index.server.url())) {
            index.source = between.url();
            index.slices = 1;
            index.page = 1000;
            var documents = index.documents();
            documents.make();
            documents.copy(index.pace);
            index.put(2, "{\"tenant\":\"acme\",\"n\":1,\"at\":1000}");
            between.onQuestion(message -> {
                if (message.is("POST /_search?") && searches.incrementAndGet() == 2) {
                    index.put(2, "{\"tenant\":\"acme\",\"n\":2,\"at\":1001}");
                    index.server.ask("POST", "/%s/_refresh".formatted(index.name), "");
                }
                return message;
            });

            var followed = documents.compareFollowed(index.pace);

            assertThat(searches).hasValueGreaterThanOrEqualTo(2);
            assertThat(followed.settled()).isEqualTo(new TenantDocuments.Settled(1, 0));
            assertThat(followed.both().differences()).isEmpty();
            assertThat(index.server.ask("GET", "/%s/_doc/2?routing=r2".formatted(index.own()), ""))
                    .contains("\"_version\":2", "\"n\":1,");
        }
    }

    @Test
    void takesADocumentThatWasMadeAnewWithALowerVersion() throws Exception {
        index.server.ask("PUT", "/%s/_settings".formatted(index.name), "{\"index.gc_deletes\":\"0s\"}");
        index.put(8, "{\"tenant\":\"acme\",\"n\":1}");
        index.put(8, "{\"tenant\":\"acme\",\"n\":2}");
        index.server.ask("POST", "/%s/_refresh".formatted(index.name), "");
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        index.delete(8);
        index.server.ask("POST", "/%s/_refresh".formatted(index.name), "");
        index.put(8, "{\"tenant\":\"acme\",\"n\":3}");

        documents.settle(index.pace);

        isEqual(compared(documents), 50);
    }

    @Test
    void sendsAgainWhatWasTooMuchAndTellsWhatIsRefused() throws Exception {
        var bulks = new AtomicInteger();
        try (var between = new Between(index.server.url())) {
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
            index.server.ask(
                    "PUT", "/%s/_mapping".formatted(index.own()), "{\"properties\":{\"bad\":{\"type\":\"integer\"}}}");
            index.put(10, "{\"tenant\":\"acme\",\"bad\":\"no number\"}");
            index.put(12, "{\"tenant\":\"acme\",\"text\":\"%s\"}".formatted("x".repeat(4000)));

            documents.copy(index.pace);

            assertThat(documents.rejected())
                    // newer versions of Elasticsearch have another name for it
                    .extracting(Rejected::key, one -> one.code().replace("document_parsing", "mapper_parsing"))
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
    void writesPastPipelinesThatChangeDropAndRedirect() throws Exception {
        for (var step : List.of("change", "drop", "redirect")) {
            index.server.ask("PUT", "/_ingest/pipeline/" + step, "{\"processors\":[{\"%s\":{}}]}".formatted(step));
        }
        index.server.ask(
                "PUT",
                "/_index_template/" + index.own(),
                "{\"index_patterns\":[\"%s*\"],\"template\":{\"settings\":{\"default_pipeline\":\"redirect\",\"final_pipeline\":\"change\"}}}"
                        .formatted(index.own()));
        assertThat(index.server.ask("PUT", "/%s-another/_doc/1".formatted(index.own()), "{\"n\":1}"))
                .as("the pipelines do what they say")
                .contains("\"_index\":\"elsewhere\"");
        index.settings = Map.of("final_pipeline", "drop");
        var documents = index.documents();

        documents.make();
        documents.copy(index.pace);
        documents.settle(index.pace);

        isEqual(compared(documents), 50);
        assertThat(compared(documents).found()).contains("default_pipeline=default", "final_pipeline=drop");
        assertThat(index.server.ask("PUT", "/%s/_doc/1?routing=r1".formatted(index.own()), "{\"n\":1}"))
                .as("what the plan has is on from now on")
                .contains("\"result\":\"noop\"");
        index.server.ask("DELETE", "/_index_template/" + index.own(), "");
    }

    @Test
    void comparesWhatAQueryFindsWhereAnIndexMakesItsSourcesOfItsFields() throws Exception {
        // Elasticsearch has this from 8.4 on
        assumeTrue(engine == Engine.OPENSEARCH, "the server keeps each source");
        index.name += "-made";
        index.server.ask(
                "PUT",
                "/" + index.name,
                "{\"settings\":{\"index.derived_source.enabled\":true},\"mappings\":{\"properties\":{\"tenant\":{\"type\":\"keyword\"},"
                        + "\"tags\":{\"type\":\"keyword\"},\"n\":{\"type\":\"integer\"},\"at\":{\"type\":\"long\"}}}}");
        for (var id = 0; id < 30; id++) {
            index.put(id, "{\"tenant\":\"acme\",\"tags\":[\"b\",\"a\",\"b\"],\"n\":%d,\"at\":%d}".formatted(id, id));
        }
        index.server.ask("POST", "/%s/_refresh".formatted(index.name), "");
        index.settings = Map.of("derived_source.enabled", "false");
        index.changed = Optional.of("at");
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        documents.settle(index.pace);

        assertThat(compared(documents).contents()).isEqualTo(Contents.FIELDS);
        isEqual(compared(documents), 30);
        assertThat(documents.compareFollowed(index.pace).both().contents()).isEqualTo(Contents.FIELDS);

        index.server.ask(
                "PUT",
                "/%s/_doc/3?routing=r0&version=1&version_type=external_gte&refresh=true".formatted(index.own()),
                "{\"tenant\":\"acme\",\"tags\":[\"a\",\"c\"],\"n\":3,\"at\":3}");
        assertThat(compared(documents).differences()).containsExactly("3 routing r0 has another content");
        assertThat(compared(documents).targetSum())
                .isNotEqualTo(compared(documents).sourceSum());
    }

    @Test
    void removesNoIndexButItsOwn() throws Exception {
        index.server.ask("PUT", "/" + index.own(), "{}");
        var documents = index.documents();

        assertThatThrownBy(documents::make).hasMessageContaining("resource_already_exists_exception");

        assertThat(documents.undo(false)).isFalse();
        assertThat(index.ownIsThere()).isTrue();
    }

    @Test
    void bringsAndRemovesNothingOnceAnotherProcessIsAtWork() throws Exception {
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        var before = compared(documents).target();
        index.write(100, 120);
        index.fence = () -> {
            throw new Fenced("another process is at work");
        };

        assertThatThrownBy(() -> documents.copy(index.pace)).isInstanceOf(Fenced.class);
        assertThatThrownBy(() -> documents.settle(index.pace)).isInstanceOf(Fenced.class);
        assertThatThrownBy(documents::release).isInstanceOf(Fenced.class);

        assertThat(compared(documents).target()).isEqualTo(before);
    }

    @Test
    void leavesNoMarkOnceTheTenantIsThere() throws Exception {
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        documents.settle(index.pace);

        documents.release();

        assertThat(index.server.ask("GET", "/%s/_mapping".formatted(index.own()), ""))
                .contains("\"_meta\":{\"of\":\"orders\"}")
                .doesNotContain("movein");
        assertThat(documents.undo(false)).isFalse();
        assertThat(index.ownIsThere()).isTrue();
    }
}
