package io.movein.local.demo;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.movein.local.library.Library;
import io.movein.local.screen.Screen;
import io.movein.local.stack.DataDir;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.StackOptions;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.testkit.KafkaForTests;
import io.movein.testkit.RealControlPlane;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** README's table <i>With the real things</i>: the demo with each of its options, told nothing but what stands there. */
class RealThingsIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(--[a-z-]+)");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^    export ([A-Z_]+)=");

    /** What the other GitHub here knows; each of its tokens is a login. */
    private static final Map<String, String> VALUES = Map.of(
            "MOVEIN_GITHUB_REPOSITORY", "acme/platform",
            "MOVEIN_GITHUB_TOKEN", "movein[bot]",
            "MOVEIN_OPERATORS", "operator",
            "MOVEIN_DEMO_OWNER_TOKEN", "capability-owner",
            "MOVEIN_DEMO_OPERATOR_TOKEN", "operator");

    private static final int FILES = 120;

    private static String section;

    @TempDir
    Path folder;

    @BeforeAll
    static void read() throws IOException {
        System.setProperty("movein.home", ROOT.toString());
        var readme = Files.readString(ROOT.resolve("README.md"));
        var begin = readme.indexOf("## With the real things");
        section = readme.substring(begin, readme.indexOf("\n## ", begin));
    }

    @Test
    void namesTheOptionsThatAreTriedHereAndOnARealNode() throws IOException {
        var onARealNode = List.of("--image-load", "--image-push", "--old-host-address");

        assertThat(ROW.matcher(section).results().map(row -> row.group(1)).filter(row -> !onARealNode.contains(row)))
                .containsExactly("--kafka", "--github", "--kubeconfig", "--local-node");
        assertThat(Files.readString(ROOT.resolve(".ci/demo-on-a-node"))).contains(onARealNode);
    }

    /** Two rows in one journey. The other GitHub knows no webhook, as one that cannot reach this machine. */
    @Test
    void travelsWithAnotherKafkaAndAnotherGitHub() throws Exception {
        var environment = VARIABLE.matcher(section)
                .results()
                .map(variable -> variable.group(1))
                .collect(toMap(name -> name, VALUES::get));

        try (var github = LocalGitHub.start(GitHubConfig.of("acme/platform", folder.resolve("github")))) {
            travels(
                    environment,
                    "--kafka",
                    KafkaForTests.start().bootstrapServers(),
                    "--github",
                    github.url().toString());
        }
    }

    @Test
    @Tag("real-cluster")
    void travelsOnAClusterWithoutNodes() throws Exception {
        assumeTrue(RealControlPlane.isAvailable(), RealControlPlane.MISSING);
        try (var cluster = RealControlPlane.start()) {
            travels(Map.of(), "--kubeconfig", cluster.kubeconfig().toString(), "--local-node");
        }
    }

    private void travels(Map<String, String> environment, String... words) throws Exception {
        var options = CommandLine.populateCommand(new StackOptions(), words);
        options.check(new CommandLine(options), environment);
        var shown = new ByteArrayOutputStream();
        var screen = new Screen(new PrintStream(shown, true), false, false);

        try (var data = DataDir.open(folder.resolve("data"));
                var stack = LocalStack.start(options, StackOptions.Default.FREE, data, environment, screen);
                var library = Library.ready(stack, environment, screen, FILES)) {
            var exit = new Demo(stack, library, screen).run();

            assertThat(exit).as(shown.toString()).isZero();
        }
    }
}
