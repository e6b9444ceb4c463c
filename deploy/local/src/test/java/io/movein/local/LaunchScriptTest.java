package io.movein.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code ./movein} where nothing can be built: what needs no build is answered all the same. */
class LaunchScriptTest {
    private static final Path ROOT = Path.of("../..");

    @TempDir
    static Path clone;

    @BeforeAll
    static void withoutSources() throws IOException {
        var pages = Files.createDirectories(clone.resolve("deploy/local/help"));
        for (var file : List.of("movein", "pom.xml")) {
            Files.copy(ROOT.resolve(file), clone.resolve(file));
        }
        assertThat(clone.resolve("movein").toFile().setExecutable(true)).isTrue();
        try (var files = Files.list(Path.of("help"))) {
            for (var file : files.toList()) {
                Files.copy(file, pages.resolve(file.getFileName()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "movein, ''",
        "movein, --help",
        "movein, help",
        "bench, help bench",
        "bench, bench -h",
        "demo-plan, help demo plan",
        "demo-plan, demo plan --help",
        "demo, demo --kubeconfig=x --help"
    })
    void showsHelp(String page, String arguments) throws Exception {
        var run = run(arguments);

        assertThat(run.output()).isEqualTo(Files.readString(Path.of("help", page + ".txt")));
        assertThat(run.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-V", "--version"})
    void saysTheVersionThatTheProgramSays(String argument) throws Exception {
        assertThat(run(argument).output().strip())
                .isEqualTo(Movein.commandLine().getCommandSpec().version()[0]);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dmo                    | there is no command 'dmo'                | Did you mean demo?         | ./movein --help
                    help dmo               | there is no command 'dmo'                | Did you mean demo?         | ./movein --help
                    demo --kubconfig=x     | unknown option '--kubconfig' of 'demo'   | Did you mean --kubeconfig? | ./movein demo --help
                    up --kafka-prt 1       | unknown option '--kafka-prt' of 'up'     | Did you mean --kafka-port? | ./movein up --help
                    bench kafka --nonsense | unknown option '--nonsense' of 'bench'   | ''                         | ./movein bench --help
                    """)
    void refusesWhatIsCalledWrongly(String arguments, String wrong, String meant, String next) throws Exception {
        var run = run(arguments);

        assertThat(run.output()).contains("movein: " + wrong, meant, next);
        assertThat(run.output().lines().count()).isLessThanOrEqualTo(3);
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void knowsTheOptionsOfEachCommand() throws Exception {
        // no JDK is found or nothing can be built; in both cases the options were right
        var run = run("up --kafka=127.0.0.1:1 --page-port 0");

        assertThat(run.output()).doesNotContain("unknown option");
        assertThat(run.exitCode()).isNotEqualTo(2);
    }

    private record Run(String output, int exitCode) {}

    private static Run run(String arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(clone.resolve("movein").toString()));
        command.addAll(
                arguments.isEmpty() ? List.of() : List.of(arguments.strip().split(" ")));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(output, process.waitFor());
    }
}
