package io.movein.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
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
    void demoOnAnotherClusterNeedsTheLocalNode() {
        assertThat(run("demo", "--kubeconfig", "config")).isOne();
        assertThat(err.toString()).contains("add --local-node");
    }

    private int run(String... arguments) {
        return Movein.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
