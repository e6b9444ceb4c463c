package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a dry-run finds, before indices of a real server; what may not be done is refused by somebody in between. */
@Timeout(240)
@ParameterizedClass
@EnumSource(Engine.class)
class IndexReadinessIT extends ASharedIndex {

    private static final String REFUSAL =
            "{\"error\":{\"type\":\"security_exception\",\"reason\":\"no permissions\"},\"status\":403}";

    @BeforeEach
    void start() {
        index.patience = Duration.ofSeconds(1);
    }

    @Test
    void writesPastTheTargetsPipelines() throws Exception {
        index.settings = Map.of("final_pipeline", "stamps", "number_of_shards", "1");

        assertThat(index.problems())
                .singleElement()
                .asString()
                .contains("index.final_pipeline is 'stamps', which the target does not have");
    }

    @Test
    void findsEverythingThatWouldFailAtOnceAndWritesNothing() throws Exception {
        try (var between = new Between(index.server.url())) {
            index.source = between.url();
            index.target = between.url();
            index.filter = Optional.of("{\"range\":{\"n\":{\"lt\":90}}}");
            index.changed = Optional.of("n");
            index.put(200, "{\"tenant\":\"acme\"}");
            index.server.ask("POST", "/%s/_refresh".formatted(index.name), "");
            index.server.ask("PUT", "/" + index.own(), "{}");
            index.server.ask(
                    "POST",
                    "/_aliases",
                    "{\"actions\":[{\"add\":{\"index\":\"%s\",\"alias\":\"%s\"}}]}"
                            .formatted(index.own(), index.alias()));
            index.server.ask("PUT", "/stranger" + index.name, "{\"aliases\":{\"%s\":{}}}".formatted(index.alias()));

            var problems = index.problems();

            assertThat(problems).hasSize(4);
            assertThat(String.join("\n", problems))
                    .contains("finds documents of others as well: [45 of 'other']")
                    .contains("leaves out 6 documents of 'acme'")
                    .contains("-own is at the target, and not of this migration")
                    .contains("-acme points to [stranger");
            assertThat(between.asked())
                    .allMatch(message -> message.method().equals("GET")
                            || message.is("_search")
                            || message.is("point_in_time")
                            || message.is("/_pit")
                            || message.is("_simulate"));
        }
    }

    @Test
    void looksAtTheSharedIndexAlsoWhereTheTargetDoesNotAnswer() throws Exception {
        index.target = URI.create("http://127.0.0.1:1");
        index.filter = Optional.of("{\"range\":{\"n\":{\"lt\":90}}}");

        assertThat(String.join("\n", index.problems()))
                .contains("search.target: ")
                .contains("finds documents of others as well: [45 of 'other']");
    }

    @Test
    void looksAtTheTargetAlsoWhereTheSharedIndexCannotBeSearched() throws Exception {
        index.owner = "text";
        index.settings = Map.of("final_pipeline", "stamps");

        assertThat(String.join("\n", index.problems()))
                .contains("illegal_argument_exception")
                .contains("index.final_pipeline is 'stamps', which the target does not have");
    }

    @Test
    void refusesAnOwnerThatIsFoundByAPartOfItsName() throws Exception {
        index.owner = "text";

        assertThat(index.problems()).singleElement().asString().contains("illegal_argument_exception", "text");
    }

    @Test
    void refusesAnAliasInPlaceOfItsIndices() throws Exception {
        var indices = index.name;
        index.name = index.alias();

        assertThat(index.problems())
                .singleElement()
                .asString()
                .contains("an alias of [%s] (expected an index, each by its own name)".formatted(indices));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"enabled": false}      | _source is off
                    {"excludes": ["text"]}  | _source has excludes ["text"]
                    """)
    void refusesAnIndexThatDoesNotKeepWhatWasWritten(String source, String problem) throws Exception {
        index.name += "-lossy";
        index.server.ask(
                "PUT",
                "/" + index.name,
                "{\"mappings\":{\"_source\":%s,\"properties\":{\"tenant\":{\"type\":\"keyword\"}}}}".formatted(source));

        assertThat(index.problems()).first().asString().contains(problem, "have to be written by the application");
    }

    @Test
    void refusesAnIndexOfWhichAShardIsNowhere() throws Exception {
        index.name += "-red";
        index.server.ask(
                "PUT",
                "/%s?wait_for_active_shards=0".formatted(index.name),
                "{\"settings\":{\"routing.allocation.require._name\":\"nobody\"},\"mappings\":{\"properties\":{\"tenant\":{\"type\":\"keyword\"}}}}");

        assertThat(index.problems()).singleElement().asString().contains("shard");
    }

    @Test
    void findsEveryRightThatIsMissingAtOnce() throws Exception {
        try (var between = new Between(index.server.url())) {
            between.onQuestion(message -> message.method().equals("GET")
                            || message.is("_search")
                            || message.is("point_in_time")
                            || message.is("/_pit")
                            || message.is("_simulate")
                    ? message
                    : new Between.Message(403, message.method(), message.path(), REFUSAL));
            index.source = between.url();
            index.target = between.url();

            var problems = index.problems();

            assertThat(problems)
                    .hasSize(9)
                    .allMatch(problem -> problem.contains("403 security_exception: no permissions"));
            assertThat(String.join("\n", problems))
                    .contains("may not refresh %s:".formatted(index.name))
                    .contains("may not read documents of %s by id".formatted(index.name))
                    .contains("may not create index " + index.own())
                    .contains("may not write to " + index.own())
                    .contains("may not delete from " + index.own())
                    .contains("may not change settings of " + index.own())
                    .contains("may not change the mapping of " + index.own())
                    .contains("may not refresh %s:".formatted(index.own()))
                    .contains("may not switch aliases [%s]".formatted(index.alias()));
        }
    }

    @Test
    void findsThatTheTargetHasNoRoom() throws Exception {
        index.settings = Map.of("number_of_replicas", "1");
        try (var between = new Between(index.server.url())) {
            between.onAnswer(message -> message.is("/stats/fs")
                    ? message.with("{\"nodes\":{\"a\":{\"fs\":{\"total\":{\"available_in_bytes\":100}}}}}")
                    : message);
            index.target = between.url();

            assertThat(index.problems())
                    .singleElement()
                    .asString()
                    .matches(
                            "search.target: its nodes have room for 100 bytes, and the tenant's documents with their replicas take about [0-9]{3,6} .*");

            between.onAnswer(message -> message.is("/stats/fs")
                    ? new Between.Message(403, message.method(), message.path(), REFUSAL)
                    : message);
            assertThat(index.problems()).isEmpty();
        }
    }

    @Test
    void asksForRightsWithoutAnEffect() throws Exception {
        var before = index.server.ask("GET", "/_alias/" + index.alias(), "");
        try (var between = new Between(index.server.url())) {
            index.source = between.url();
            index.target = between.url();

            assertThat(index.problems()).isEmpty();

            assertThat(between.asked())
                    .anyMatch(message -> message.is("PUT /%s".formatted(index.own())))
                    .anyMatch(message -> message.is("POST /_aliases"));
        }
        assertThat(index.ownIsThere()).isFalse();
        assertThat(index.server.ask("GET", "/_alias/" + index.alias(), "")).isEqualTo(before);
        assertThat(index.server.ask("GET", "/%s/_count".formatted(index.name), ""))
                .contains("\"count\":100,");
    }
}
