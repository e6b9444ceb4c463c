package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownFieldsTest {

    private static KnownFields fields(String settings, String properties) {
        return KnownFields.of(IndexFacts.of(
                "orders",
                Json.read("{\"settings\":%s,\"mappings\":{\"properties\":%s}}".formatted(settings, properties))));
    }

    private static String values(KnownFields fields, String source) {
        return new String(FieldValues.of(source.getBytes(StandardCharsets.UTF_8), fields), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            keyword | "1.50"                             | "1.50"
            text    | ["b", "a", "b"]                    | ["a", "b"]
            long    | "7"                                | 7
            integer | 7.9                                | 7
            double  | 10000000000                        | 1.0E10
            boolean | "true"                             | true
            boolean | ""                                 | false
            date    | "2026-11-29"                       | "2026-11-29T00:00:00.000Z"
            date    | "2026-11-29T10:00:00.123456+02:00" | "2026-11-29T08:00:00.123Z"
            date    | "2026-11-29T10:00:00"              | "2026-11-29T10:00:00.000Z"
            date    | 1795946400000                      | "2026-11-29T10:00:00.000Z"
            """)
    void giveWhatWasWrittenAndWhatIsMadeOfItOneForm(String type, String written, String made) {
        var fields = fields("{}", "{\"a\":{\"type\":\"%s\"}}".formatted(type));

        assertThat(values(fields, "{\"a\":%s}".formatted(written)))
                .isEqualTo(values(fields, "{\"a\":%s}".formatted(made)))
                .isNotEqualTo(values(fields, "{\"a\":\"3\"}"));
    }

    @Test
    void areNoneOfThoseThatChangeAValue() {
        var fields = fields("{}", """
                {"kept": {"type": "keyword"}, "rounded": {"type": "half_float"}, "lower": {"type": "keyword", "normalizer": "lowercase"},
                 "day": {"type": "date", "format": "basic_date"}, "made": {"type": "text"}, "off": {"type": "object", "enabled": false},
                 "name": {"properties": {"first": {"type": "text", "copy_to": ["made"]}, "last": {"type": "text"}}}}""");

        assertThat(fields.others()).containsExactly("day", "lower", "made", "name.first", "off", "rounded");
        assertThat(values(
                        fields,
                        "{\"kept\":1,\"rounded\":2,\"off\":{\"a\":3},\"name\":[{\"last\":\"x\"}],\"unknown\":4}"))
                .isEqualTo("{\"kept\":[\"1\"],\"name.last\":[\"x\"]}");
    }

    @Test
    void areNoneWhereTheIndexMayLeaveAnyOut() {
        var fields = fields("{\"index.mapping.ignore_malformed\":\"true\"}", "{\"a\":{\"type\":\"long\"}}");

        assertThat(fields.areSome()).isFalse();
        assertThat(fields.others()).containsExactly("a");
    }
}
