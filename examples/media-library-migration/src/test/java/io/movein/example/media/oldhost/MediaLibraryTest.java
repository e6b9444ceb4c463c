package io.movein.example.media.oldhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.example.media.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaLibraryTest {

    @TempDir
    private Path folder;

    @Test
    void makesTheSameLibraryFromTheSameSeed() throws IOException {
        var one = MediaLibrary.generate(folder.resolve("one"), 31, 31_007, 7);
        var two = MediaLibrary.generate(folder.resolve("two"), 31, 31_007, 7);
        var other = MediaLibrary.generate(folder.resolve("other"), 31, 31_007, 8);

        assertThat(two).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void hasAsManyFilesAndBytesAsAskedFor() throws IOException {
        for (var files : new int[] {30, 31}) {
            var library = folder.resolve("library-" + files);
            var manifest = MediaLibrary.generate(library, files, 31_007, 7);

            assertThat(manifest.entries().stream().map(Manifest.Entry::path).distinct())
                    .hasSize(files);
            try (var found = Files.walk(library.resolve("files"))) {
                assertThat(found.filter(Files::isRegularFile)
                                .mapToLong(file -> file.toFile().length())
                                .sum())
                        .isEqualTo(31_007);
            }
        }
    }
}
