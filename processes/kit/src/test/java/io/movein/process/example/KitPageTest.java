package io.movein.process.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/process-kit.md shows is in the example that is tested here. */
class KitPageTest {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- part (\\S+) -->\\n```\\w+\\n(.*?)```\\n", Pattern.DOTALL);

    @Test
    void itsSnippetIsAPartOfTheExample() throws IOException {
        var snippets = SNIPPET.matcher(page()).results().toList();

        assertThat(snippets).isNotEmpty();
        for (var snippet : snippets) {
            assertThat(Files.readString(ROOT.resolve(snippet.group(1)))).contains(snippet.group(2));
            assertThat(snippet.group(2).lines().count()).as("lines").isLessThan(45);
        }
    }

    @Test
    void itHasEveryExitCode() throws IOException {
        var codes = Pattern.compile("(?m)^\\| ([\\d, ]+) \\|")
                .matcher(page())
                .results()
                .flatMap(row -> Stream.of(row.group(1).split(", ")));

        assertThat(codes)
                .containsExactlyElementsOf(Stream.of(ExitCode.values())
                        .map(code -> Integer.toString(code.code()))
                        .toList());
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/process-kit.md"));
    }
}
