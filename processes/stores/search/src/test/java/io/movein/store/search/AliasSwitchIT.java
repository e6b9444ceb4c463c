package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

    private enum Cause {
        REFUSED("403 not today"),
        TIMED_OUT("after the switch (expected orders", "504 not now"),
        ANSWER_LOST,
        CHANGED_MEANWHILE("-stranger", "after the switch (expected orders");

        private final String[] words;

        Cause(String... words) {
            this.words = words;
        }
    }

    /** The switch of an alias fails by each cause that there is for it. */
    @Test
    void findsEachDocumentOnOneSideWhateverFails() throws Exception {
        try (var between = new Between(index.server.url())) {
            index.target = between.url();
            var documents = index.documents();
            documents.make();
            for (var cause : Cause.values()) {
                between.onQuestion(message -> message.is("POST /_aliases") ? before(cause, message) : message)
                        .onAnswer(message -> message.is("POST /_aliases") && cause == Cause.ANSWER_LOST
                                ? new Between.Message(502, message.method(), message.path(), "")
                                : message);

                var failure = catchThrowableOfType(SearchFailure.class, documents::switchAliases);

                if (cause == Cause.ANSWER_LOST) {
                    assertThat(failure).isNull();
                    assertThat(holders()).containsExactly(index.own());
                } else {
                    assertThat(failure).as(cause.name()).hasMessageContainingAll(cause.words);
                }
                between.onQuestion(message -> message).onAnswer(message -> message);
                documents.giveAliasesBack();
                assertThat(holders()).as(cause.name()).contains(index.name).doesNotContain(index.own());
            }
        }
    }

    private Between.Message before(Cause cause, Between.Message message) {
        return switch (cause) {
            case REFUSED -> new Between.Message(403, message.method(), message.path(), "not today");
            case TIMED_OUT -> new Between.Message(504, message.method(), message.path(), "not now");
            case ANSWER_LOST -> message;
            case CHANGED_MEANWHILE -> {
                index.server.ask(
                        "PUT",
                        "/%s-stranger".formatted(index.name),
                        "{\"aliases\":{\"%s\":{}}}".formatted(index.alias()));
                yield message;
            }
        };
    }

    private Collection<String> holders() {
        return Json.read(index.server.ask("GET", "/_alias/" + index.alias(), ""))
                .propertyNames();
    }

    /** Of which each document is found once all the while; of five indices, each of five shards, with {@code -Dmovein.tier.kills=all}. */
    @Test
    void switchesANameOfSeveralIndicesFromIndexToIndex() throws Exception {
        var indices = new ArrayList<SharedIndex>();
        var many = "all".equals(System.getProperty("movein.tier.kills")) ? 5 : 2;
        for (var i = 0; i < many; i++) {
            var one = new SharedIndex(engine, folder, 5).write(20 * i, 20 * i + 20);
            one.alias = Optional.of(index.alias());
            one.slices = 5;
            indices.add(one);
        }
        try {
            var holding = indices.stream()
                    .map(one ->
                            "{\"add\":{\"index\":\"%s\",\"alias\":\"%s\",\"filter\":{\"term\":{\"tenant\":\"acme\"}},\"is_write_index\":%b}}"
                                    .formatted(one.name, index.alias(), one == indices.getLast()))
                    .collect(Collectors.joining(","));
            index.server.ask(
                    "POST",
                    "/_aliases",
                    "{\"actions\":[{\"remove\":{\"index\":\"%s\",\"alias\":\"%s\"}},%s]}"
                            .formatted(index.name, index.alias(), holding));
            assertThat(String.join("\n", indices.getFirst().problems()))
                    .contains("points to [%s".formatted(indices.get(1).name));
            movesTogether(indices);
        } finally {
            indices.forEach(SharedIndex::close);
        }
    }

    private void movesTogether(List<SharedIndex> indices) throws Exception {
        var all = indices.stream().map(SharedIndex::plan).toList();
        var moving = indices.stream().map(one -> one.documents(all)).toList();
        for (var one : moving) {
            one.make();
            assertThat(one.copy(index.pace).documents()).isEqualTo(10);
            one.settle(index.pace);
            assertThat(one.compare(index.pace).differences()).isEmpty();
        }
        for (var one : moving) {
            one.switchAliases();
            assertThat(found()).isEqualTo(10L * indices.size());
        }

        assertThat(index.server.ask("GET", "/_alias/" + index.alias(), ""))
                .contains("\"is_write_index\":true")
                .doesNotContain("filter");
        assertThat(holders())
                .containsExactlyInAnyOrderElementsOf(
                        indices.stream().map(SharedIndex::own).toList());
        for (var one : moving) {
            assertThat(one.giveAliasesBack()).isTrue();
            assertThat(found()).isEqualTo(10L * indices.size());
            assertThat(one.undo(false)).isTrue();
        }
        assertThat(index.server.ask("GET", "/_alias/" + index.alias(), "")).contains("filter");
        assertThat(holders())
                .containsExactlyInAnyOrderElementsOf(
                        indices.stream().map(one -> one.name).toList());
    }
}
