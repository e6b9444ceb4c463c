package io.movein.reporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/migration-process.md has a row for each way in which a run can end, in the words that the report has for it. */
class EndingsPageTest {
    private static final Path PAGE = Path.of("../docs/migration-process.md");

    @Test
    void listsExactlyTheWaysToEndInTheReportsWords() throws IOException {
        var failures = EnumSet.complementOf(EnumSet.of(FailureKind.UNKNOWN, FailureKind.NONE)).stream();
        var ways = Stream.concat(Stream.of(RunOutcome.SUCCEEDED, RunOutcome.COMPLETED_WITH_ERRORS), failures);

        assertThat(rows())
                .containsExactlyInAnyOrderElementsOf(ways.map(Words::of).toList());
    }

    private static List<String> rows() throws IOException {
        return Files.readString(PAGE)
                .lines()
                .dropWhile(line -> !line.startsWith("| the terminal report says "))
                .skip(2)
                .takeWhile(line -> line.startsWith("| "))
                .map(line -> line.split("\\|")[1].strip())
                .toList();
    }
}
