package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant's documents that are built of something else than the shared index. */
@Timeout(240)
@ParameterizedClass
@EnumSource(Engine.class)
class RebuiltDocumentsIT extends ASharedIndex {

    @Test
    void isPutRightByWhatItIsMadeOf() throws Exception {
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        BuiltDocuments built = sink -> {
            for (var i = 4; i < 104; i += 2) {
                var text = i == 6 ? "another" : "ä " + i;
                sink.take(
                        String.valueOf(i),
                        "r" + i % 3,
                        "{\"text\":\"%s\",\n\"at\":%d, \"n\":%d.50,\"tenant\":\"acme\"}".formatted(text, i, i));
            }
        };

        assertThat(documents.rebuild(built, index.pace)).isEqualTo(new TenantDocuments.Settled(3, 2));
        assertThat(documents.rebuild(built, index.pace)).isEqualTo(new TenantDocuments.Settled(0, 0));

        var both = documents.compare(built, index.pace);
        TenantDocumentsIT.isEqual(both, 50);
        assertThat(documents.compare(index.pace).differences())
                .contains(
                        "0 routing r0 is at the source alone",
                        "6 routing r0 is version 1 at the source, 2 at the target");
        assertThat(both.found()).contains("refresh_interval=7s", "final_pipeline=default");
    }

    @Test
    void refusesTwoDocumentsOfOneIdAndOneThatIsNone() throws Exception {
        var documents = index.documents();
        documents.make();

        assertThatThrownBy(() -> documents.rebuild(
                        sink -> {
                            sink.take("7", "", "{}");
                            sink.take("7", "", "{}");
                        },
                        index.pace))
                .hasMessage(
                        "search: document '7' that was built for %s: built twice (expected each id with its routing once)"
                                .formatted(index.own()));
        assertThatThrownBy(() -> documents.rebuild(sink -> sink.take("7", "", "7"), index.pace))
                .hasMessageContaining("not a JSON object");
    }

    @Test
    void comparesWhatIsBuiltWithAnIndexThatMakesItsSourcesOfItsFields() throws Exception {
        // Elasticsearch has this from 8.4 on
        assumeTrue(engine == Engine.OPENSEARCH, "the server keeps each source");
        index.name += "-rebuilt";
        index.server.ask(
                "PUT",
                "/" + index.name,
                "{\"settings\":{\"index.derived_source.enabled\":true},\"mappings\":{\"properties\":{\"tenant\":{\"type\":\"keyword\"},"
                        + "\"tags\":{\"type\":\"keyword\"},\"n\":{\"type\":\"integer\"},\"d\":{\"type\":\"double\"},\"at\":{\"type\":\"date\"},"
                        + "\"on\":{\"type\":\"boolean\"},\"text\":{\"type\":\"text\",\"store\":true},\"half\":{\"type\":\"half_float\"}}}}");
        var documents = index.documents();
        documents.make();
        BuiltDocuments built = sink -> {
            for (var i = 0; i < 30; i++) {
                sink.take(
                        String.valueOf(i),
                        "",
                        "{\"tenant\":\"acme\",\"tags\":[\"b\",\"a\",\"b\"],\"n\":\"%1$d\",\"d\":%1$d.50,\"at\":\"2026-11-29T10:00:00.5+02:00\",\"on\":\"true\",\"text\":\"ä %1$d\",\"half\":0.1}"
                                .formatted(i));
            }
        };
        assertThat(documents.rebuild(built, index.pace)).isEqualTo(new TenantDocuments.Settled(30, 0));

        var both = documents.compare(built, index.pace);

        TenantDocumentsIT.isEqual(both, 30);
        assertThat(both.contents()).isEqualTo(Contents.KNOWN_FIELDS);
        assertThat(both.notCompared()).containsExactly("half");
        index.server.ask(
                "PUT",
                "/%s/_doc/3?refresh=true".formatted(index.own()),
                "{\"tenant\":\"acme\",\"tags\":[\"b\",\"a\"],\"n\":3,\"d\":3.5,\"at\":\"2026-11-29T08:00:00.501Z\",\"on\":true,\"text\":\"ä 3\",\"half\":0.1}");
        var damaged = documents.compare(built, index.pace);
        assertThat(damaged.differences()).containsExactly("3 has another content");
        assertThat(damaged.targetSum()).isNotEqualTo(damaged.sourceSum());
    }
}
