package io.movein.local.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.local.stack.Trouble;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDeliveryTest {
    @TempDir
    Path dir;

    private Path image;
    private Path told;

    @BeforeEach
    void makesAnImage() throws IOException {
        var root = Files.createDirectories(dir.resolve("root"));
        Files.writeString(root.resolve("program"), "true");
        // the name has what a shell would take apart
        image = dir.resolve("it's an image");
        OciImage.build(
                root,
                "registry.example/media/migration",
                new ImageConfig(List.of("/program"), null, List.of(), null),
                image);
        told = dir.resolve("told");
    }

    @Test
    void tellsTheCommandTheArchiveAndItsNames() throws IOException {
        var delivery = delivery("printf '%s|' {archive} {name} {reference} > " + told, null);

        var reference = delivery.deliver(image, dir.resolve("parts"));

        assertThat(reference).matches("registry\\.example/media/migration@sha256:[0-9a-f]{64}");
        assertThat(Files.readString(told))
                .isEqualTo(String.join("|", image.toString(), "registry.example/media/migration", reference, ""));
    }

    @Test
    void namesItAsTheNodesWillPullIt() {
        assertThat(delivery("true", "registry.acme.example/import").deliver(image, dir.resolve("parts")))
                .startsWith("registry.acme.example/import@sha256:");
    }

    @Test
    void saysWhatTheCommandSaidWhereItFails() {
        assertThatThrownBy(() -> delivery("echo no such node >&2; exit 3", null).deliver(image, dir.resolve("parts")))
                .isInstanceOf(Trouble.class)
                .hasMessageContainingAll("--image-load ended with 3 (expected 0)", "no such node");
    }

    private static ImageDelivery delivery(String command, @Nullable String name) {
        return new ImageDelivery("--image-load", command, name);
    }
}
