package io.movein.local.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImageCommandTest {
    @TempDir
    Path folder;

    private Path layout;
    private String reference;

    @BeforeEach
    void buildAnImage() throws IOException {
        Files.createDirectories(folder.resolve("root"));
        Files.writeString(folder.resolve("root/migrate.sh"), "#!/bin/sh\necho hello\n");
        layout = folder.resolve("layout");
        reference = run(
                "build",
                folder.resolve("root").toString(),
                "/migrate.sh",
                "--name",
                "registry.example/team/a",
                "--out",
                layout.toString());
    }

    @Test
    void printsAReferenceThatCanBePastedIntoTheForm() {
        assertThat(reference).matches("registry\\.example/team/a@sha256:[0-9a-f]{64}");
    }

    @Test
    void tellsTheSameDigestOfTheLayoutOfItsArchiveAndOfThePlainFolder() throws IOException {
        Files.writeString(
                folder.resolve("image.json"),
                "{\"name\":\"registry.example/team/a\",\"Entrypoint\":[\"/migrate.sh\"],\"Env\":[\"LC_ALL=C.UTF-8\"]}");

        assertThat(List.of(
                        run("digest", layout.toString()),
                        run("digest", archive().toString()),
                        run("digest", folder.toString())))
                .containsOnly(reference);
    }

    @Test
    void givesTheImageTheNameThatItHasInTheRegistry() {
        assertThat(run("digest", layout.toString(), "--name", "ghcr.io/acme/b"))
                .isEqualTo(reference.replace("registry.example/team/a", "ghcr.io/acme/b"));
    }

    @Test
    void importsForTheNode() {
        var images = folder.resolve("images");

        assertThat(ImageImport.into(images, layout)).isEqualTo(reference);
        assertThat(images.resolve("imported-layout/index.json")).exists();
    }

    private Path archive() throws IOException {
        var file = folder.resolve("a.tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(file));
                var all = Files.walk(layout)) {
            for (var path : all.filter(Files::isRegularFile).toList()) {
                var entry = new TarArchiveEntry(path, layout.relativize(path).toString());
                tar.putArchiveEntry(entry);
                Files.copy(path, tar);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        assertThat(new CommandLine(new ImageCommand())
                        .setOut(new PrintWriter(out))
                        .execute(arguments))
                .isZero();
        return out.toString().strip();
    }
}
