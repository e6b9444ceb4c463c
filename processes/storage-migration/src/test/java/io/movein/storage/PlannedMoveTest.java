package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.items.Item;
import io.movein.storage.catalogue.Artifact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannedMoveTest {

    private static final String WRITTEN = """
            {"from":{"id":"7","organisation":"acme","purpose":"upload","binding":"old","key":"a\\u0001é","size":5,"sha256":"ab"},"key":"acme/a","organisation":"globex"}""";

    @ParameterizedTest
    @CsvSource({"5,ab", "0,", ",ab", ","})
    void isAfterTheJournalWhatItWasBefore(Long size, String sha256) {
        var move = new PlannedMove(
                new Artifact("7", "acme", "", "old", "a\"\\\u0001\u00e9 ", size, sha256), "acme/a", "globex");

        var planned = move.item(5);

        assertThat(planned.key()).isEqualTo("7");
        assertThat(planned.group()).isEqualTo("old/");
        assertThat(PlannedMove.of(new Item(1, planned.key(), planned.group(), 5, planned.detail(), 0)))
                .isEqualTo(move);
    }

    /** By another release: a journal outlives the program that wrote it. */
    @Test
    void readsWhatStandsInOlderJournals() {
        assertThat(PlannedMove.of(new Item(1, "7", "old/upload", 5, WRITTEN, 0)))
                .isEqualTo(new PlannedMove(
                        new Artifact("7", "acme", "upload", "old", "a\u0001\u00e9", 5L, "ab"), "acme/a", "globex"));
    }
}
