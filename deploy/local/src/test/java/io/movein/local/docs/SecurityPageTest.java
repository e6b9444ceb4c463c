package io.movein.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the threat model says is held, is held by a test that exists. */
class SecurityPageTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    @TestFactory
    Stream<DynamicTest> everyTestThatIsNamedExists() throws IOException {
        var sources = testSources();
        return NAMED.matcher(Files.readString(ROOT.resolve("docs/security.md")))
                .results()
                .map(named -> DynamicTest.dynamicTest(named.group(), () -> check(named, sources)));
    }

    private static void check(MatchResult named, Map<String, String> sources) {
        assertThat(sources).containsKey(named.group(1));
        if (named.group(2) != null) {
            assertThat(sources.get(named.group(1))).contains("void " + named.group(2) + "(");
        }
    }

    /** By the class's name; of two with the same name both texts. */
    private static Map<String, String> testSources() throws IOException {
        var sources = new HashMap<String, String>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                var name =
                        folder.getFileName() == null ? "" : folder.getFileName().toString();
                return name.equals("target") || name.equals("main") || name.startsWith(".") && name.length() > 2
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var name = file.getFileName().toString();
                if (name.endsWith("Test.java") || name.endsWith("IT.java")) {
                    sources.merge(name.replace(".java", ""), Files.readString(file), String::concat);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }
}
