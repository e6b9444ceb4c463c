package io.movein.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveinTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void namesItsCommands() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("up", "demo", "events", "bench");
    }

    @Test
    void eventsSaysWhatToDoWhereNothingRuns(@TempDir Path data) {
        assertThat(run("events", "--data", data.toString())).isOne();
        assertThat(err.toString())
                .contains("nothing runs on '" + data + "'; start ./movein up, or name a broker with --kafka HOST:PORT");
    }

    @Test
    void refusesAMigrationThatIsNone() {
        assertThat(run("events", "--migration", "platform-17")).isEqualTo(2);
        assertThat(err.toString()).contains("'platform-17' is not a migration (expected owner/repo#number)");
    }

    @Test
    void saysEverythingThatIsWrongBeforeAnythingStarts() {
        assertThat(run(
                        "up",
                        "--kafka",
                        "nowhere",
                        "--kubeconfig",
                        "absent",
                        "--kafka-port",
                        "70000",
                        "--intake-port",
                        "8",
                        "--review-port",
                        "8"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--kafka 'nowhere' is not an address (expected HOST:PORT)")
                .contains("--kubeconfig 'absent' cannot be read (expected a kubeconfig file)")
                .contains("--kafka-port 70000 is not a port")
                .contains("--review-port 8 is also the port of --intake-port");
    }

    @Test
    void aClusterWithoutAWordAboutItsNodesIsRefusedWithTheWaysOn(@TempDir Path dir) throws IOException {
        var kubeconfig = Files.writeString(dir.resolve("kubeconfig"), "kind: Config");

        assertThat(run("demo", "--kubeconfig", kubeconfig.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "expected exactly one of --image-load COMMAND, --image-push COMMAND, and for a cluster without"
                                + " nodes --local-node");
    }

    @Test
    void anImageOnNodesNeedsAnOldHostThatTheyReachAndAPushedOneItsName(@TempDir Path dir) throws IOException {
        var kubeconfig = Files.writeString(dir.resolve("kubeconfig"), "kind: Config");

        assertThat(run(
                        "up",
                        "--kubeconfig",
                        kubeconfig.toString(),
                        "--image-push",
                        "push {archive}",
                        "--old-host-address",
                        "localhost"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--image-push needs --image-name")
                .contains("--old-host-address 'localhost' is not an address that pods can reach");
    }

    @Test
    void anotherGitHubNeedsEveryTokenByName() {
        assertThat(run("up", "--github", "https://api.github.com")).isEqualTo(2);
        assertThat(err.toString())
                .contains("MOVEIN_GITHUB_REPOSITORY", "MOVEIN_GITHUB_TOKEN", "MOVEIN_OPERATORS")
                .contains("MOVEIN_DEMO_OWNER_TOKEN", "MOVEIN_DEMO_OPERATOR_TOKEN");
    }

    @Test
    void aTypoIsAnsweredInThreeLines() {
        assertThat(run("demo", "--kubeconfg", "x")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(3);
        assertThat(err.toString()).contains("Did you mean --kubeconfig", "./movein demo --help");
    }

    private int run(String... arguments) {
        return Movein.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
