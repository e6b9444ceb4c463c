package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The names by which documents are found, between indices of a real server. */
@Timeout(240)
@ParameterizedClass
@EnumSource(Engine.class)
class AliasSwitchIT extends ASharedIndex {

    @Test
    void switchesTheAliasAtOneMomentAndGivesItBack() throws Exception {
        var documents = index.documents();
        documents.make();
        documents.copy(index.pace);
        documents.settle(index.pace);

        documents.switchAliases();

        assertThat(index.server.ask("GET", "/_alias/" + index.alias(), ""))
                .isEqualTo("{\"%s\":{\"aliases\":{\"%s\":{\"index_routing\":\"r1\",\"search_routing\":\"r1\"}}}}"
                        .formatted(index.own(), index.alias()));

        assertThat(documents.undo(false)).isTrue();

        assertThat(index.ownIsThere()).isFalse();
        assertThat(index.server.ask("GET", "/_alias/" + index.alias(), ""))
                .contains("\"%s\":{\"aliases\"".formatted(index.name), "\"filter\":{\"term\":{\"tenant\":\"acme\"}}");
    }

    private long found() {
        index.server.ask("POST", "/%s/_refresh".formatted(index.alias()), "");
        return Json.read(index.server.ask("GET", "/%s/_count".formatted(index.alias()), ""))
                .path("count")
                .asLong();
    }

    /** Of which each document is found once all the while. */
    @Test
    void switchesANameOfSeveralIndicesFromIndexToIndex() throws Exception {
        try (var another = new SharedIndex(engine, folder)) {
            another.write(200, 220).alias = Optional.of(index.alias());
            index.server.ask(
                    "POST",
                    "/_aliases",
                    "{\"actions\":[{\"add\":{\"index\":\"%s\",\"alias\":\"%s\",\"filter\":{\"term\":{\"tenant\":\"acme\"}},\"routing\":\"r1\",\"is_write_index\":true}}]}"
                            .formatted(another.name, index.alias()));
            assertThat(String.join("\n", index.problems())).contains("points to [%s]".formatted(another.name));
            var all = List.of(index.plan(), another.plan());
            var moving = List.of(index.documents(all), another.documents(all));
            var before = found();

            for (var one : moving) {
                one.make();
                one.copy(index.pace);
                one.settle(index.pace);
            }
            for (var one : moving) {
                one.switchAliases();
                assertThat(found()).isEqualTo(before);
            }

            assertThat(index.server.ask("GET", "/_alias/" + index.alias(), ""))
                    .contains(
                            "\"%s\":".formatted(index.own()),
                            "\"%s\":".formatted(another.own()),
                            "\"is_write_index\":true")
                    .doesNotContain("\"%s\":".formatted(index.name), "\"%s\":".formatted(another.name), "filter");
            for (var one : moving) {
                assertThat(one.giveAliasesBack()).isTrue();
                assertThat(found()).isEqualTo(before);
                assertThat(one.undo(false)).isTrue();
            }
            assertThat(index.server.ask("GET", "/_alias/" + index.alias(), ""))
                    .contains("\"%s\":".formatted(index.name), "\"%s\":".formatted(another.name), "filter")
                    .doesNotContain("-own");
        }
    }
}
