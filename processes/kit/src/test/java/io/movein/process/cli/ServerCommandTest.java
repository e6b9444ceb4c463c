package io.movein.process.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.example.CopyFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ServerCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void refusesAWrongConfigurationWithoutAStackTrace() throws IOException {
        assertThat(execute("from: [")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("the configuration is not right:")
                .doesNotContain("\tat ");
    }

    @Test
    void refusesWhatTheSchemaCannotSay() throws IOException {
        assertThat(execute("{from: /same, to: /same}")).isEqualTo(2);
        assertThat(errors.toString()).contains("to: '/same' (expected another folder)");
    }

    @Test
    void refusesASecretThatIsMissingWhenItIsRead() throws IOException {
        assertThat(execute("{from: /a, to: /b}")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("a secret is missing:", "server/password")
                .doesNotContain("\tat ");
    }

    private int execute(String configuration) throws IOException {
        var config = Files.writeString(folder.resolve("config.yaml"), configuration);
        return new CommandLine(new Copying())
                .setErr(new PrintWriter(errors, true))
                .execute(
                        "--config", config.toString(),
                        "--state", folder.resolve("state").toString(),
                        "--secrets", folder.resolve("secrets").toString());
    }

    @Command(name = "copying")
    private static final class Copying extends ServerCommand<CopyFolder.Plan> {
        private Copying() {
            super(new CopyFolder().format());
        }

        @Override
        protected List<ConfigurationProblem> problems(CopyFolder.Plan plan) {
            return plan.from().equals(plan.to())
                    ? List.of(ConfigurationProblem.of("to", "'%s'".formatted(plan.to()), "another folder"))
                    : List.of();
        }

        @Override
        protected void serve(CopyFolder.Plan plan, Secrets secrets, Path state, Stop stop) {
            secrets.read(SecretReference.parse("server/password"));
        }
    }
}
