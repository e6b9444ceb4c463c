package io.movein.process.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordsTest {

    enum When {
        NOW,
        ON_COMMAND
    }

    record Part(String name, List<URI> places) {}

    record Values(
            boolean flag,
            int count,
            long most,
            @Nullable Boolean unsaid,
            @Nullable Integer few,
            When when,
            Duration limit,
            DataSize size,
            ByteRate rate,
            SecretReference secret,
            Map<String, Part> parts,
            @JsonProperty("switch") String switching) {}

    private static final String TEXT = """
            flag: true
            count: 7
            most: 9000000000
            few: null
            when: on-command
            limit: 5m
            size: 8MiB
            rate: 1KiB/s
            secret: {secret: db/password}
            parts:
              one: {name: first, places: ["http://a", "http://b"]}
            switch: this
            """;

    @Test
    void makesEachComponentOfTheValueThatHasItsName() {
        assertThat(new Records(YamlDocument.parse(TEXT))
                        .read(YamlDocument.parse(TEXT).root(), Values.class, ""))
                .isEqualTo(new Values(
                        true,
                        7,
                        9_000_000_000L,
                        null,
                        null,
                        When.ON_COMMAND,
                        Duration.ofMinutes(5),
                        new DataSize(8 * 1024 * 1024),
                        new ByteRate(1024),
                        new SecretReference("db", "password"),
                        Map.of("one", new Part("first", List.of(URI.create("http://a"), URI.create("http://b")))),
                        "this"));
    }

    @Test
    void tellsAtOnceAllThatTheTypesDoNotTakeWithItsLine() {
        assertThat(problems(TEXT.replace("count: 7", "count: 9000000000")
                        .replace("on-command", "soon")
                        .replace("8MiB", "999999999999999TiB")
                        .replace("http://b", "http://[")
                        .replace("most: 9000000000", "much: 9000000000")))
                .extracting(ConfigurationProblem::line, ConfigurationProblem::where, ConfigurationProblem::found)
                .containsExactly(
                        tuple(2, "count", "9000000000 (expected at most 2147483647)"),
                        tuple(1, "most", "missing"),
                        tuple(5, "when", "'soon' is none of When"),
                        tuple(
                                7,
                                "size",
                                "'999999999999999TiB' is too large (expected at most 9223372036854775807 bytes)"),
                        tuple(
                                11,
                                "parts.one.places[1]",
                                "Expected closing bracket for IPv6 address at index 8: http://["),
                        tuple(3, "much", "not known to this version"));
    }

    private static List<ConfigurationProblem> problems(String text) {
        var document = YamlDocument.parse(text);
        var records = new Records(document);
        assertThat(records.read(document.root(), Values.class, "")).isNull();
        return records.problems();
    }
}
