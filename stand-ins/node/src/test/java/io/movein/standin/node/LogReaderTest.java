package io.movein.standin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:20Z");

    @TempDir
    private Path folder;

    /** Two looks: ten bytes at 10:00:00, the rest ten seconds later. */
    @BeforeEach
    void aLog() throws Exception {
        Files.writeString(folder.resolve("log"), "one\ntwo 2\nthree\nfour");
        Files.writeString(
                folder.resolve("log.times"),
                "10 %d\n20 %d\n"
                        .formatted(
                                Instant.parse("2026-01-01T10:00:00Z").toEpochMilli(),
                                Instant.parse("2026-01-01T10:00:10Z").toEpochMilli()));
    }

    @Test
    void leavesOutWhatIsTooOld() throws Exception {
        assertThat(read("sinceSeconds=15")).isEqualTo("three\nfour");
        assertThat(read("sinceSeconds=60")).isEqualTo("one\ntwo 2\nthree\nfour");
    }

    @Test
    void putsTheTimeBeforeEachLine() throws Exception {
        assertThat(read("timestamps=true")).isEqualTo("""
                2026-01-01T10:00:00Z one
                2026-01-01T10:00:00Z two 2
                2026-01-01T10:00:10Z three
                2026-01-01T10:00:10Z four""");
    }

    private String read(String query) throws Exception {
        var out = new ByteArrayOutputStream();
        new LogReader(folder, LogQuery.parse(query, NOW), out).copy();
        return out.toString();
    }
}
