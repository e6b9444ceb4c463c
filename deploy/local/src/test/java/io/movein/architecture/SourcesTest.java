package io.movein.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
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
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("^public (\\w+ |non-sealed )*(class|record|interface|enum|@interface) ", Pattern.MULTILINE);
    private static final Pattern AVRO_TYPE = Pattern.compile("^ *(?:record|enum|fixed) (\\w+)", Pattern.MULTILINE);
    private static final int WIDTH = 140;
    private static final int LINES = 400;

    /**
     * What one service reports or orders and another makes public, and the status that the live migration's API is asked for:
     * docs/decisions/0029 says why they keep their names.
     */
    private static final Set<String> TOLD_TWICE = Set.of(
            "RunStarted",
            "RunProgressed",
            "RunFinished",
            "RunTornDown",
            "AlarmRaised",
            "NetworkChanged",
            "NodeSilent",
            "ControlRun",
            "MigrationStatus");

    private static List<Path> sources;

    @BeforeAll
    static void find() throws IOException {
        sources = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(module -> ROOT.resolve(module.group(1)).resolve("src"))
                .filter(Files::isDirectory)
                .flatMap(folder -> files(folder, ".java").stream())
                .toList();
    }

    private static List<Path> files(Path folder, String ending) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
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

    /** Longer ones are several. */
    @Test
    void noFileHasMoreThan400Lines() {
        assertThat(sources.stream().filter(file -> read(file).lines().count() > LINES))
                .isEmpty();
    }

    /** What a name means, no import should have to tell. */
    @Test
    void noTwoPublicTypesShareAName() {
        var written = sources.stream()
                .filter(file -> file.toString().contains("/" + MAIN + "/"))
                .filter(file -> PUBLIC_TYPE.matcher(read(file)).find())
                .map(file -> file.getFileName().toString().replace(".java", ""));
        var generated = schemas().stream()
                .flatMap(file -> AVRO_TYPE.matcher(read(file)).results())
                .map(type -> type.group(1));

        var times = Stream.concat(written, generated)
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        assertThat(times).hasSizeGreaterThan(500);
        times.values().removeIf(count -> count == 1);
        assertThat(times.keySet()).isEqualTo(TOLD_TWICE);
    }

    private static List<Path> schemas() {
        return Stream.of("schemas", "review-service")
                .flatMap(module -> files(ROOT.resolve(module).resolve("src/main/avro"), ".avdl").stream())
                .toList();
    }

    private static Stream<String> lines(String with) {
        return sources.stream()
                .filter(file -> !file.endsWith("SourcesTest.java"))
                .flatMap(SourcesTest::lines)
                .filter(line -> line.contains(with));
    }

    private static Stream<String> lines(Path file) {
        return TEXT_BLOCK.matcher(read(file)).replaceAll("\"\"").lines();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
