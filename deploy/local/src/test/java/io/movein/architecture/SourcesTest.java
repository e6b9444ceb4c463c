package io.movein.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What neither the compiler nor the formatter can be told. */
class SourcesTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path MAIN = Path.of("src/main/java");
    private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");
    private static final Pattern TEXT_BLOCK = Pattern.compile("\"{3}.*?\"{3}", Pattern.DOTALL);
    private static final int WIDTH = 140;

    private static List<Path> sources;

    @BeforeAll
    static void find() throws IOException {
        sources = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .flatMap(module -> javaFiles(ROOT.resolve(module.group(1)).resolve("src")).stream())
                .toList();
    }

    private static List<Path> javaFiles(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** NullAway looks at no other. */
    @Test
    void everyPackageOfTheProductIsNullMarked() {
        var packages = sources.stream()
                .filter(file -> file.toString().contains("/" + MAIN + "/"))
                .map(Path::getParent)
                .collect(Collectors.toSet());

        assertThat(packages)
                .hasSizeGreaterThan(50)
                .allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                        .content()
                        .containsPattern("(?m)^@(org\\.jspecify\\.annotations\\.)?NullMarked$"));
    }

    @Test
    void everySuppressionSaysWhy() {
        assertThat(lines("@SuppressWarnings(")).isNotEmpty().allMatch(line -> line.contains(") // "));
    }

    /** But for a text that is not to be cut in two. */
    @Test
    void noLineIsLongerThanAPageIsWide() {
        assertThat(lines("").filter(line -> line.length() > WIDTH && !line.contains("\"")))
                .isEmpty();
    }

    private static Stream<String> lines(String with) {
        return sources.stream()
                .filter(file -> !file.endsWith("SourcesTest.java"))
                .flatMap(SourcesTest::lines)
                .filter(line -> line.contains(with));
    }

    private static Stream<String> lines(Path file) {
        try {
            return TEXT_BLOCK.matcher(Files.readString(file)).replaceAll("\"\"").lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
