package io.movein.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * ./movein shows help without a build, from pages in the repository; they are what the program would say. After a change:
 * {@code ./mvnw -pl deploy/local -am test -Dtest=HelpPagesTest -Dsurefire.failIfNoSpecifiedTests=false -Dmovein.publish=true}.
 */
class HelpPagesTest {
    private static final Path PAGES = Path.of("help");

    @TestFactory
    Stream<DynamicTest> eachPageIsWhatTheProgramSays() {
        return pages().entrySet().stream()
                .map(page -> DynamicTest.dynamicTest(page.getKey(), () -> {
                    var file = PAGES.resolve(page.getKey() + ".txt");
                    if (Boolean.getBoolean("movein.publish")) {
                        Files.writeString(file, page.getValue());
                    }

                    assertThat(Files.readString(file)).isEqualTo(page.getValue());
                }));
    }

    @Test
    void thereIsNoPageOfACommandThatIsNone() throws IOException {
        try (var files = Files.list(PAGES)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".txt", "")))
                    .containsExactlyInAnyOrderElementsOf(pages().keySet());
        }
    }

    private static Map<String, String> pages() {
        var pages = new TreeMap<String, String>();
        put(pages, "movein", Movein.commandLine());
        return pages;
    }

    private static void put(Map<String, String> pages, String name, CommandLine command) {
        pages.put(
                name,
                command.setUsageHelpAutoWidth(false).setUsageHelpWidth(100).getUsageMessage(Ansi.OFF));
        command.getSubcommands()
                .forEach((sub, line) -> put(pages, name.equals("movein") ? sub : name + "-" + sub, line));
    }
}
