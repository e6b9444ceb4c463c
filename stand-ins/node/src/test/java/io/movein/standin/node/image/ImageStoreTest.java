package io.movein.standin.node.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {

    private static final ImageConfig CONFIG =
            new ImageConfig(List.of("/app/run"), List.of("--all"), List.of("LANG=C"), "/app");

    @TempDir
    private Path folder;

    private ImageStore store;

    @BeforeEach
    void makeStore() {
        store = new ImageStore(List.of(folder.resolve("images")), folder.resolve("cache"));
    }

    @Test
    void unpacksAnImageThatItsDigestNames() throws Exception {
        var reference = OciImage.build(aRoot("hello"), "registry.example/app", CONFIG, layout());

        var image = store.resolve(reference);

        assertThat(image.root().resolve("app/run")).hasContent("hello").isExecutable();
        assertThat(image.root().resolve("app/data")).hasContent("data");
        assertThat(Files.isExecutable(image.root().resolve("app/data"))).isFalse();
        assertThat(image.config()).isEqualTo(CONFIG);
        assertThat(reference).isEqualTo("registry.example/app@" + image.digest());
    }

    @Test
    void givesTheSameFolderTheSameDigest() throws Exception {
        var first = OciImage.build(aRoot("hello"), "app", CONFIG, folder.resolve("a"));
        var second = OciImage.build(aRoot("hello"), "app", CONFIG, folder.resolve("b"));
        var other = OciImage.build(aRoot("changed"), "app", CONFIG, folder.resolve("c"));

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void refusesALayerThatWasChanged() throws Exception {
        var reference = OciImage.build(aRoot("hello"), "app", CONFIG, layout());
        var layer = largestBlob();
        Files.writeString(layer, Files.readString(layer, ISO_8859_1).replace("hello", "evil!"), ISO_8859_1);

        assertThatThrownBy(() -> store.resolve(reference))
                .isInstanceOfSatisfying(
                        ImageUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo("ErrImagePull"))
                .hasMessageContaining("unexpected commit digest sha256:")
                .hasMessageContaining("expected sha256:" + layer.getFileName());
    }

    @Test
    void refusesAManifestThatWasChanged() throws Exception {
        var reference = OciImage.build(aRoot("hello"), "app", CONFIG, layout());
        var manifest = layout().resolve("blobs/sha256").resolve(reference.substring(reference.indexOf(':') + 1));
        Files.writeString(manifest, Files.readString(manifest) + " ");

        assertThatThrownBy(() -> store.resolve(reference)).hasMessageContaining("unexpected commit digest");
    }

    @Test
    void doesNotFindAnImageUnderAnotherNameOrDigest() throws Exception {
        var reference = OciImage.build(aRoot("hello"), "registry.example/app", CONFIG, layout());

        assertThatThrownBy(() -> store.resolve(reference.replace("example/app", "example/other")))
                .hasMessageEndingWith(": not found");
        assertThatThrownBy(() -> store.resolve("registry.example/app@sha256:" + "0".repeat(64)))
                .hasMessageEndingWith(": not found");
    }

    @Test
    void refusesAReferenceWithoutADigest() {
        assertThatThrownBy(() -> store.resolve("registry.example/app:latest"))
                .isInstanceOfSatisfying(
                        ImageUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo("InvalidImageName"))
                .hasMessageContaining("registry.example/app:latest");
    }

    @Test
    void runsAPlainFolderUnderTheDigestItWouldBePackagedWith() throws Exception {
        var plain = Files.createDirectories(folder.resolve("images/app"));
        Files.move(aRoot("hello"), plain.resolve("root"));
        Files.writeString(
                plain.resolve("image.json"), "{\"name\":\"registry.example/app\",\"Entrypoint\":[\"/app/run\"]}");
        var reference = OciImage.build(
                plain.resolve("root"),
                "registry.example/app",
                ImageConfig.entrypoint("/app/run"),
                folder.resolve("elsewhere"));

        var image = store.resolve(reference);

        assertThat(image.root().resolve("app/run")).hasContent("hello");
    }

    private Path layout() {
        return folder.resolve("images/layout");
    }

    private Path largestBlob() throws IOException {
        try (var blobs = Files.list(layout().resolve("blobs/sha256"))) {
            return blobs.max(Comparator.comparingLong(blob -> blob.toFile().length()))
                    .orElseThrow();
        }
    }

    private Path aRoot(String program) throws IOException {
        var root = Files.createTempDirectory(folder, "root");
        Files.createDirectories(root.resolve("app"));
        Files.writeString(root.resolve("app/run"), program).toFile().setExecutable(true);
        Files.writeString(root.resolve("app/data"), "data");
        return root;
    }
}
