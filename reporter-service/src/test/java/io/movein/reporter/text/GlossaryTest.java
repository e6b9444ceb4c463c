package io.movein.reporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.issue.IssueLabels;
import io.movein.model.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One word per thing: the glossary, the labels and the comments say the same of a state, and no text uses a word that was given up. */
class GlossaryTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> GIVEN_UP = List.of(
            "vouch",
            "last words",
            "whose turn",
            "nobody's",
            "waiting for your word",
            "thousandths of a core",
            "going back in time",
            "leads to",
            "held back until",
            "nobody knows how",
            "was not done:");

    @ParameterizedTest
    @EnumSource(value = State.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void theGlossaryNamesEveryState(State state) throws IOException {
        var row = "| " + Words.state(state) + " | `" + IssueLabels.of(state) + "` | " + Words.meaning(state) + " |";

        assertThat(Files.readAllLines(ROOT.resolve("docs/glossary.md"))).contains(row);
    }

    @ParameterizedTest
    @EnumSource(value = State.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void theLabelOfAStateSaysWhatTheStateMeans(State state) throws IOException {
        assertThat(Files.readString(ROOT.resolve("deploy/github/labels.yml")))
                .containsPattern("name: \"" + IssueLabels.of(state) + "\"\n  color: \"[0-9a-f]{6}\"\n  description: "
                        + Words.meaning(state) + "\n");
    }

    @Test
    void noTextUsesAWordThatWasGivenUp() throws IOException {
        var places =
                List.of("docs", "README.md", "CHANGELOG.md", "deploy/github", "reporter-service/src/main/resources");
        for (var place : places) {
            assertThat(files(place))
                    .allSatisfy(file -> assertThat(Files.readString(file).toLowerCase(Locale.ROOT))
                            .as(file.toString())
                            .doesNotContain(GIVEN_UP));
        }
    }

    private static List<Path> files(String place) throws IOException {
        try (var files = Files.walk(ROOT.resolve(place))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(md|peb|yml)"))
                    .filter(file -> !file.toString().contains("decisions"))
                    .filter(file -> !file.endsWith("events.md") && !file.endsWith("glossary.md"))
                    .toList();
        }
    }
}
