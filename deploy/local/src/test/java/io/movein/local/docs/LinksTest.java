package io.movein.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every page's links within the project lead somewhere; the pictures' too, once there are any. */
class LinksTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(?:#[^)]*)?\\)");

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
        try (var docs = Files.walk(ROOT.resolve("docs"))) {
            var pages = Stream.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")), docs);
            return pages.filter(page -> page.toString().endsWith(".md")).toList().stream()
                    .map(page -> DynamicTest.dynamicTest(ROOT.relativize(page).toString(), () -> check(page)));
        }
    }

    private static void check(Path page) throws IOException {
        var hasPictures = Files.exists(ROOT.resolve("docs/images"));
        var links = LINK.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1))
                .filter(link -> hasPictures || !link.startsWith("images/"))
                .toList();

        assertThat(links)
                .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
    }
}
