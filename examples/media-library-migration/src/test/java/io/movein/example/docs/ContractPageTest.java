package io.movein.example.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What docs/migration-process.md shows is what the examples do: each snippet is the file that it names, or a part of it. */
class ContractPageTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path PAGE = ROOT.resolve("docs/migration-process.md");
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- (whole|part) (\\S+) -->\\n```\\w+\\n(.*?)```\\n", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> everySnippetIsInTheFileThatItNames() throws IOException {
        return SNIPPET.matcher(Files.readString(PAGE))
                .results()
                .map(snippet -> DynamicTest.dynamicTest(snippet.group(2), () -> check(snippet)));
    }

    private static void check(MatchResult snippet) throws IOException {
        var file = Files.readString(ROOT.resolve(snippet.group(2)));
        if (snippet.group(1).equals("whole")) {
            assertThat(snippet.group(3)).isEqualTo(file);
        } else {
            assertThat(file).contains(snippet.group(3));
        }
    }

    @Test
    void thePageHasSnippets() throws IOException {
        assertThat(SNIPPET.matcher(Files.readString(PAGE)).results()).hasSizeGreaterThanOrEqualTo(6);
    }
}
