package io.movein.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.local.TestCommandLine;
import io.movein.local.library.Library;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What docs/migration-process.md tells an owner to do with a shell script of theirs, done word by word. */
class OwnImageIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern COMMANDS =
            Pattern.compile("<!-- run by a test -->\\n```sh\\n(.*?)```", Pattern.DOTALL);

    /** A tenth of what the page promises: the script starts some ten programs for each. */
    private static final int FILES = 120;

    @TempDir
    Path folder;

    @Test
    void anOwnersShellScriptTravelsFromAFiledIssueToAClosedOne() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        System.setProperty("movein.home", ROOT.toString());
        var commands = commands();
        var reference = TestCommandLine.run(commands.getFirst()).strip();
        var options = CommandLine.populateCommand(
                new StackOptions(),
                commands.getLast().subList(1, commands.getLast().size()).toArray(String[]::new));
        var shown = new ByteArrayOutputStream();
        var screen = new Screen(new PrintStream(shown, true), false, false);

        try (var data = DataDir.open(folder.resolve("data"));
                var stack = LocalStack.start(options, StackOptions.Default.FREE, data, Map.of(), screen);
                var library = Library.ready(stack, Map.of(), screen, FILES)) {
            var journey = new Journey(stack, new IssueSteps(library.owner(), library.operator(), screen));
            var outcome = journey.travel(
                    "Migrate my data: a script", library.request("live").withImage(reference));
            var comparison = library.compare();

            assertThat(outcome.issue().state()).isEqualTo("closed");
            assertThat(outcome.result().getTerminationMessage())
                    .startsWith(FILES + " of " + FILES + " files, each SHA-256 as promised");
            assertThat(comparison.matching()).isEqualTo(comparison.expected()).isEqualTo(FILES);
        }
    }

    /** The page's commands without ./movein, with its folders made absolute. */
    private List<List<String>> commands() throws IOException {
        var block = COMMANDS.matcher(Files.readString(ROOT.resolve("docs/migration-process.md")));
        assertThat(block.find()).isTrue();
        return block.group(1)
                .lines()
                .map(line -> List.of(line.replaceFirst("^\\./movein ", "").split(" ")).stream()
                        .map(word -> word.startsWith("examples/")
                                ? ROOT.resolve(word).toString()
                                : word)
                        .map(word -> word.startsWith(".movein/")
                                ? folder.resolve(word).toString()
                                : word)
                        .toList())
                .toList();
    }
}
