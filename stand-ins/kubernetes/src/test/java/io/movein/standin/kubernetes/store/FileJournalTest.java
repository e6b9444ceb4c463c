package io.movein.standin.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    @TempDir
    Path folder;

    @Test
    void aStartThatCannotWriteAdvisesNobodyToGiveUpWhatIsKept() throws IOException {
        var kept = Files.writeString(folder.resolve("objects.jsonl"), "{\"revision\":7}\n");
        var inTheWay = Files.createDirectories(folder.resolve("objects.jsonl.new"));

        try (var journal = new FileJournal(folder)) {
            assertThatThrownBy(() -> journal.read((_, _) -> {}))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("cannot write the cluster's journal " + kept)
                    .hasMessageEndingWith("mend that (a full disk needs room) and start again");
        }

        Files.delete(inTheWay);
        try (var journal = new FileJournal(folder)) {
            assertThat(journal.read((_, _) -> {})).isEqualTo(7);
        }
    }

    @Test
    void aLastLineThatACrashCutInTheMiddleOfACharacterIsLeftOut() throws IOException {
        var line = "{\"revision\":7}\n".getBytes(StandardCharsets.UTF_8);
        var torn = "{\"do\":\"put\",\"owner\":\"J\u00fcrgen".getBytes(StandardCharsets.UTF_8);
        var file = folder.resolve("objects.jsonl");
        Files.write(file, line);
        Files.write(file, Arrays.copyOf(torn, torn.length - 5), StandardOpenOption.APPEND);

        try (var journal = new FileJournal(folder)) {
            assertThat(journal.read((_, _) -> {})).isEqualTo(7);
        }
    }
}
