package io.movein.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/operations.md names every setting that a service reads and every metric that it counts, and no other. */
class OperationsPageTest {
    private static final Path ROOT = Path.of("../..");
    private static final List<String> SERVICES = List.of(
            "service-runtime",
            "github-connector",
            "intake-service",
            "review-service",
            "runner-service",
            "reporter-service");
    private static final Pattern SETTING =
            Pattern.compile("in\\.\\w+\\(\"([A-Z_]+)\"|(?:slashed|ranges|bytes|labels)\\(in, \"([A-Z_]+)\"");
    private static final Pattern METRIC =
            Pattern.compile("(?:counter|timer|builder|count)\\((?:meters, )?\"(movein\\.[a-z.]+[a-z])\"");

    @Test
    void hasARowForEverySetting() throws IOException {
        var documented = rows("`((?:MOVEIN|KAFKA|MICRONAUT)_[A-Z_]+|KUBECONFIG)`");
        var read = found(SETTING);
        read.remove("KUBERNETES_SERVICE_HOST"); // set by Kubernetes itself

        assertThat(documented).isEqualTo(read);
    }

    @Test
    void hasARowForEveryMetric() throws IOException {
        var documented = rows("`(movein\\.[a-z.]+)`");

        assertThat(documented).containsAll(found(METRIC));
        assertThat(found(METRIC)).hasSizeGreaterThan(15);
    }

    /** What stands in the first cells of the tables. */
    private static Set<String> rows(String name) throws IOException {
        var firstCells = Files.readAllLines(ROOT.resolve("docs/operations.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf(" | ")))
                .collect(Collectors.joining("\n"));
        return Pattern.compile(name)
                .matcher(firstCells)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern) {
        return SERVICES.stream()
                .flatMap(OperationsPageTest::sources)
                .flatMap(source -> pattern.matcher(source).results())
                .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> sources(String module) {
        try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(OperationsPageTest::text)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
