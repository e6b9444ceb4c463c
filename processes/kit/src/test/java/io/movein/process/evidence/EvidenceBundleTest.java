package io.movein.process.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.RunMode;
import io.movein.process.items.Blame;
import io.movein.process.items.Journal;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.report.CheckOutcome;
import io.movein.process.report.Course;
import io.movein.process.report.TerminationMessage.EvidenceReceipt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceBundleTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    private Path folder;

    private Journal journal;
    private EvidenceFolder store;

    @BeforeEach
    void aRun() {
        store = new EvidenceFolder(folder.resolve("evidence"));
        journal = Journal.open(folder.resolve("journal.db"), Clock.fixed(NOW, ZoneOffset.UTC));
        journal.begin(1, RunMode.LIVE, AttemptKind.FRESH);
        journal.add(List.of(new PlannedItem("a\nb", "upload", 3, "{\"etag\":\"1\"}"), PlannedItem.of("c", -1))
                .iterator());
        var items = journal.claim(2);
        journal.record(items.get(0), Outcome.migrated(3, "ba78"));
        journal.record(items.get(1), Outcome.failed(Blame.SOURCE, "forbidden", "403"));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void leavesTheItemsTheChecksTheRunAndTheirDigests() throws IOException {
        var receipt = write();

        assertThat(store.folder().toFile().list())
                .containsExactlyInAnyOrder("items.ndjson.zst", "checks.json", "run.json", "SHA256SUMS");
        assertThat(receipt)
                .isEqualTo(new EvidenceReceipt(store.location(), EvidenceBundle.sha256(store.read("SHA256SUMS"))));
        var items = new ArrayList<String>();
        var evidence = EvidenceReader.open(store);
        evidence.forEachItem(item -> items.add(item.toString()));
        assertThat(items)
                .containsExactly(
                        "{\"key\":\"a\\nb\",\"group\":\"upload\",\"state\":\"migrated\",\"bytes\":3,\"attempts\":1,"
                                + "\"at\":\"2026-11-26T12:00:00Z\",\"moved\":3,\"sha256\":\"ba78\",\"detail\":{\"etag\":\"1\"}}",
                        "{\"key\":\"c\",\"state\":\"failed\",\"attempts\":1,\"at\":\"2026-11-26T12:00:00Z\","
                                + "\"blame\":\"source\",\"code\":\"forbidden\",\"text\":\"403\"}");
        assertThat(evidence.run().get("reason").asString()).isEqualTo("the old bucket is closed");
        assertThat(evidence.checks().toString()).contains("\"notMade\":\"locked\"");
        assertThat(folder.toFile().list()).as("nothing else is left").doesNotContain("work");
    }

    @Test
    void neverReplacesWhatIsThere() throws IOException {
        write();

        assertThatThrownBy(this::write).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void seesThatItWasChangedLater() throws IOException {
        write();
        Files.writeString(store.folder().resolve("checks.json"), " ", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> EvidenceReader.open(store))
                .isInstanceOfSatisfying(
                        MigrationFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MISMATCH))
                .hasMessageContaining("it was changed after the run");
    }

    @Test
    void believesNoStoreThatSaysItWrote() {
        var liar = new EvidenceStore() {
            @Override
            public String location() {
                return "the liar";
            }

            @Override
            public void write(String name, Path file) {
                // says that it did
            }

            @Override
            public InputStream read(String name) {
                return new ByteArrayInputStream(new byte[0]);
            }
        };

        assertThatThrownBy(() -> EvidenceBundle.write(journal, List.of(), facts(), liar, folder.resolve("work")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("items.ndjson.zst at the liar has SHA-256 e3b0c44298fc1c149afbf4c8996fb924");
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    private EvidenceReceipt write() throws IOException {
        return EvidenceBundle.write(
                journal,
                List.of(
                        CheckOutcome.exact("row count", "orders", 1, 1),
                        CheckOutcome.notMade("digest", "orders", "locked")),
                facts(),
                store,
                Files.createTempDirectory("work"));
    }

    private static RunFacts facts() {
        return new RunFacts(
                "copy",
                "acme/platform#17",
                1,
                "tenant-acme",
                "live",
                "fresh",
                "the old bucket is closed",
                Map.of(),
                NOW,
                NOW,
                "completed with errors",
                "copied 1 of 2",
                Map.of("copy", "1.0"),
                Map.of("from", "/old"),
                Map.of(),
                List.of(new Course.Phase(1, "copy", NOW, 1.5, 2, "items", "done")),
                List.of(new Course.Step(1, NOW, "rollback", "nothing was copied")));
    }
}
