package io.movein.process.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.AttemptKind;
import io.movein.process.ExitCode;
import io.movein.process.RunMode;
import io.movein.process.items.Journal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseTest {

    private static final Instant NOW = Instant.parse("2026-12-01T02:00:00Z");

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void tellsOfTheRunBeforeThatDied() {
        try (var journal = begun(1, AttemptKind.FRESH)) {
            var died = course(journal);
            died.begin("import");
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1500));
            died.end(7, "bytes", ExitCode.SUCCESS);
            died.begin("freeze");
            died.add("cutover", "s3cret is there");
        }

        try (var journal = begun(2, AttemptKind.RESUME)) {
            var course = course(journal);
            course.begin("rollback");
            course.end(1, "steps", ExitCode.STOPPED);

            assertThat(course.phases())
                    .containsExactly(
                            new Course.Phase(1, "import", NOW, 1.5, 7, "bytes", "done"),
                            new Course.Phase(1, "freeze", NOW, null, 0, "", "died"),
                            new Course.Phase(2, "rollback", NOW, 0.0, 1, "steps", "stopped"));
            assertThat(course.steps()).containsExactly(new Course.Step(1, NOW, "cutover", "*** is there"));
            assertThat(course.lines())
                    .containsExactly(
                            "phases: when each began, how long it took, what was done, how it ended",
                            "  (run 1 before) import     2026-12-01T02:00:00Z     1.5 s  7 bytes, done",
                            "  (run 1 before) freeze     2026-12-01T02:00:00Z         ?  died",
                            "  rollback   2026-12-01T02:00:00Z     0.0 s  1 steps, stopped");
        }
    }

    @Test
    void aFreshRunBelievesNothingOfThoseBefore() {
        try (var journal = begun(1, AttemptKind.FRESH)) {
            course(journal).begin("import");
        }

        try (var journal = begun(2, AttemptKind.FRESH)) {
            assertThat(course(journal).phases()).isEmpty();
            assertThat(course(journal).lines()).isEmpty();
        }
    }

    @Test
    void goesOnWhereTheJournalCannotBeWritten() throws SQLException {
        try (var journal = begun(1, AttemptKind.FRESH)) {
            var course = course(journal);
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + journal.file());
                    var statement = connection.createStatement()) {
                statement.executeUpdate("drop table facts");
            }

            course.begin("rollback");
            course.add("unfreeze", "the source serves the tenant as before");

            assertThat(course.phases()).hasSize(1);
            assertThat(course.steps()).hasSize(1);
        }
    }

    @Test
    void showsTheLastOfManyPhases() {
        try (var journal = begun(1, AttemptKind.FRESH)) {
            var course = course(journal);
            for (var i = 1; i <= 100; i++) {
                course.begin("phase" + i);
                course.end(0, "", ExitCode.SUCCESS);
            }

            assertThat(course.lines()).hasSize(31);
            assertThat(course.lines().getFirst()).endsWith("(70 earlier ones are in run.json)");
            assertThat(course.lines().getLast()).contains("phase100");
        }
    }

    private Journal begun(int run, AttemptKind attempt) {
        var journal = Journal.open(folder.resolve("journal.db"), Clock.systemUTC());
        journal.begin(run, RunMode.LIVE, attempt);
        return journal;
    }

    private Course course(Journal journal) {
        return new Course(
                Optional.of(journal.facts()),
                journal.runs().size(),
                Clock.fixed(NOW, ZoneOffset.UTC),
                nanos::get,
                text -> text.replace("s3cret", "***"));
    }
}
