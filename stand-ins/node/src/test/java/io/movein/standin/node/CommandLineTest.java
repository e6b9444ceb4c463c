package io.movein.standin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.V1Container;
import io.movein.standin.node.image.Image;
import io.movein.standin.node.image.ImageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

    private static final Path JDK = Path.of("/opt/jdk-25");
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin", "NAME", "value");

    @TempDir
    private Path root;

    @BeforeEach
    void anImage() throws IOException {
        Files.createDirectories(root.resolve("app"));
        Files.writeString(root.resolve("app/migrate.jar"), "");
        assertThat(Files.writeString(root.resolve("app/run"), "").toFile().setExecutable(true))
                .isTrue();
    }

    @Test
    void takesTheProgramAndPathsFromTheImage() throws Exception {
        var command = command(List.of("/app/run", "-jar", "/app/migrate.jar", "/app", "/not/there"), new V1Container());

        assertThat(command)
                .containsExactly(root + "/app/run", "-jar", root + "/app/migrate.jar", root + "/app", "/not/there");
    }

    @Test
    void takesJavaFromTheNodeAndTellsItTheMemoryLimit() throws Exception {
        for (var java : List.of("java", "/opt/java/bin/java")) {
            assertThat(command(List.of(java, "-jar", "/app/migrate.jar"), new V1Container()))
                    .containsExactly(JDK + "/bin/java", "-XX:MaxRAM=1000", "-jar", root + "/app/migrate.jar");
        }
    }

    @Test
    void takesAProgramThatIsNotInTheImageFromTheMachine() throws Exception {
        assertThat(command(List.of("sh", "-c", "true"), new V1Container()))
                .first()
                .asString()
                .isIn("/usr/bin/sh", "/bin/sh");
    }

    @Test
    void letsTheContainersCommandAndArgumentsReplaceTheImages() throws Exception {
        assertThat(command(List.of("/app/run"), new V1Container().args(List.of("$(NAME)", "/data/x"))))
                .containsExactly(root + "/app/run", "value", "/real/data/x");
        assertThat(command(List.of("/no"), new V1Container().command(List.of("/app/run"))))
                .containsExactly(root + "/app/run");
    }

    @Test
    void saysWhichProgramThereIsNot() {
        assertThatThrownBy(() -> command(List.of("/no/such"), new V1Container()))
                .hasMessageContaining("exec: \"/no/such\": stat");
        assertThatThrownBy(() -> command(List.of("no-such-program"), new V1Container()))
                .hasMessageEndingWith("exec: \"no-such-program\": executable file not found in $PATH");
        assertThatThrownBy(() -> command(List.of(), new V1Container())).hasMessageEndingWith("no command specified");
    }

    private List<String> command(List<String> entrypoint, V1Container container) throws Exception {
        var image = new Image("app@sha256:1", "sha256:1", root, new ImageConfig(entrypoint, null, null, null));
        var mounts = new Mounts(
                Map.of("/data", Path.of("/real/data"), "/app/cache", Path.of("/real/cache")), Path.of("/view"));
        return new CommandLine(image, mounts, JDK, OptionalLong.of(1000)).of(container, ENVIRONMENT);
    }
}
