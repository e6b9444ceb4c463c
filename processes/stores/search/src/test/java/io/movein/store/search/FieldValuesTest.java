package io.movein.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldValuesTest {

    private static String of(String source) {
        return new String(FieldValues.of(source.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void areThoseOfEachFieldInNoOrderAndEachOnce() {
        assertThat(of("{\"b\":[{\"c\":[\"y\",\"x\",\"y\"]},{\"c\":\"w\",\"d\":null}],\"a\":1.50,\"e\":[]}"))
                .isEqualTo("{\"a\":[\"1.5\"],\"b.c\":[\"w\",\"x\",\"y\"]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"a":[2,1,2]}     | {"a":[1,2]}
            {"a":{"b":true}}  | {"a.b":[true]}
            {"a":1.0,"b":"x"} | {"b":"x","a":1}
            """)
    void areTheSameForDocumentsThatNoQueryTellsApart(String one, String other) {
        assertThat(of(one)).isEqualTo(of(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"a":[1,2]}        | {"a":[1,3]}
            {"a":"x","b":"y"}  | {"a":"y","b":"x"}
            {"a":["x","y"]}    | {"a":["x,y"]}
            {"a":1}            | {"a":1,"b":1}
            """)
    void areOthersForDocumentsThatAQueryTellsApart(String one, String other) {
        assertThat(of(one)).isNotEqualTo(of(other));
    }
}
