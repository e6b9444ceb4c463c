package io.movein.process.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.Assignment;
import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.RunMode;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.example.CopyFolder;
import io.movein.process.items.Journal;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.report.Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void aRunThatMovedOneOfTwo() throws IOException {
        Files.writeString(folder.resolve("plan.yaml"), "from: /old\nto: /new\n");
        try (var journal = Journal.open(folder.resolve("state/journal.db"), Clock.systemUTC())) {
            journal.begin(1, RunMode.LIVE, AttemptKind.FRESH);
            journal.add(List.of(PlannedItem.of("a", 1), PlannedItem.of("b", 1)).iterator());
            var items = journal.claim(2);
            journal.record(items.get(0), Outcome.migrated(1, null));
            journal.record(items.get(1), Outcome.skipped("gone", "it is gone"));
            journal.end(ExitCode.SUCCESS);
        }
    }

    @Test
    void lookingSeesWhatEarlierRunsLeftAndChangesNothing() {
        try (var session =
                Session.openReadOnly(new CopyFolder(), assignment("dry-run"), secrets(), lines(), new Stop())) {
            assertThat(session.run().journal().counts().migrated().items()).isEqualTo(1);
            assertThat(session.run().journal().counts().skipped().items()).isEqualTo(1);
            assertThat(session.run().journal().runs()).hasSize(1);
        }
    }

    @Test
    void aDryRunHasAJournalOfItsOwn() {
        try (var session = Session.begin(new CopyFolder(), assignment("dry-run"), secrets(), lines(), new Stop())) {
            assertThat(session.run().journal().counts().total()).isZero();
        }
        try (var session = Session.begin(new CopyFolder(), assignment("live"), secrets(), lines(), new Stop())) {
            assertThat(session.run().journal().counts().migrated().items()).isEqualTo(1);
            assertThat(session.run().journal().counts().queued().items())
                    .as("skipped before")
                    .isEqualTo(1);
            assertThat(session.run().journal().runs()).hasSize(2);
        }
    }

    private Assignment assignment(String mode) {
        return Assignment.read(Map.of(
                "MOVEIN_MODE", mode,
                "MOVEIN_STATE", folder.resolve("state").toString(),
                "MOVEIN_CONFIG", folder.resolve("plan.yaml").toString()));
    }

    private Secrets secrets() {
        return new Secrets(folder);
    }

    private static Lines lines() {
        return new Lines(new PrintStream(OutputStream.nullOutputStream()), text -> text);
    }
}
