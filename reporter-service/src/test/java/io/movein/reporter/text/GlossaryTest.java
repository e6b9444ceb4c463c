package io.movein.reporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.issue.IssueLabels;
import io.movein.contract.issue.StatusText;
import io.movein.model.Ending;
import io.movein.model.RunOutcome;
import io.movein.model.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
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
            "thousandths of",
            "going back in time",
            "leads to",
            "held back until",
            "nobody knows how",
            "was not done:",
            "spike",
            "steady state",
            "whoever started this");

    /** Where a word that was given up is still read: in issues that were filed with the form as it was. */
    private static final List<String> FORMER = List.of("cpu spike", "memory spike", "storage spike");

    /** What stands between braces in a template, or alone as code, is a field's name. */
    private static final Pattern NAMES = Pattern.compile("\\{[%{].*?[%}]}|`\\w+`", Pattern.DOTALL);

    /** Comments, characters and texts of a Java file, one after the other; the groups are a text block's and a string's. */
    private static final Pattern TOKENS = Pattern.compile(
            "/\\*.*?\\*/|//[^\n]*|'(?:[^'\\\\\n]|\\\\[^'\n]+|\\\\')'|\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]++|\\\\.)*+)\"",
            Pattern.DOTALL);

    @ParameterizedTest
    @EnumSource(value = State.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void theGlossaryNamesEveryState(State state) throws IOException {
        var row = "| " + StatusText.of(state) + " | `" + IssueLabels.of(state) + "` | " + StatusText.meaning(state)
                + " |";

        assertThat(Files.readAllLines(ROOT.resolve("docs/glossary.md"))).contains(row);
    }

    @ParameterizedTest
    @EnumSource(RunOutcome.class)
    void theGlossaryNamesEveryOutcome(RunOutcome outcome) throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/glossary.md"))).contains("\n| " + StatusText.of(outcome) + " |");
    }

    @ParameterizedTest
    @EnumSource(value = Ending.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void theGlossaryNamesEveryEnding(Ending ending) throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/glossary.md"))).contains("\n| " + StatusText.of(ending) + " |");
    }

    @Test
    void aStateHasItsWordsFromOnePlace() throws IOException {
        var ownWords = Pattern.compile(
                "EnumText\\.spaced\\([^)]*(State|Outcome|Ending)\\(\\)|\"(awaiting [a-z]+|tearing down)\"");

        assertThat(files("", ".*/src/main/java/.*\\.java"))
                .allSatisfy(file ->
                        assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(ownWords));
    }

    @ParameterizedTest
    @EnumSource(value = State.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void theLabelOfAStateSaysWhatTheStateMeans(State state) throws IOException {
        assertThat(Files.readString(ROOT.resolve("deploy/github/labels.yml")))
                .containsPattern("name: \"" + IssueLabels.of(state) + "\"\n  color: \"[0-9a-f]{6}\"\n  description: "
                        + StatusText.meaning(state) + "\n");
    }

    @Test
    void noTextUsesAWordThatWasGivenUp() throws IOException {
        var places =
                List.of("docs", "README.md", "CHANGELOG.md", "deploy/github", "reporter-service/src/main/resources");
        for (var place : places) {
            assertThat(texts(place))
                    .allSatisfy(file -> assertThat(
                                    NAMES.matcher(Files.readString(file)).replaceAll(""))
                            .as(file.toString())
                            .doesNotContainIgnoringCase(GIVEN_UP.toArray(String[]::new)));
        }
    }

    @Test
    void noProgramSaysAWordThatWasGivenUp() throws IOException {
        assertThat(files("", ".*/src/main/java/.*\\.java"))
                .hasSizeGreaterThan(500)
                .allSatisfy(file -> {
                    var said = TOKENS.matcher(Files.readString(file))
                            .results()
                            .map(token -> Objects.requireNonNullElse(token.group(1), "")
                                    + Objects.requireNonNullElse(token.group(2), ""))
                            .map(text -> text.toLowerCase(Locale.ROOT))
                            .filter(text -> GIVEN_UP.stream().anyMatch(text::contains))
                            .filter(text -> !FORMER.contains(text));

                    assertThat(said).as(file.toString()).isEmpty();
                });
    }

    private static List<Path> texts(String place) throws IOException {
        return files(place, ".*\\.(md|peb|yml)").stream()
                .filter(file -> !file.toString().contains("decisions"))
                .filter(file -> !file.endsWith("glossary.md"))
                .toList();
    }

    private static List<Path> files(String place, String name) throws IOException {
        try (var files = Files.walk(ROOT.resolve(place))) {
            return files.filter(file -> file.toString().matches(name))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }
}
