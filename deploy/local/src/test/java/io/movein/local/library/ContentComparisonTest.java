package io.movein.local.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.example.media.Manifest;
import io.movein.example.media.oldhost.MediaLibrary;
import io.movein.example.media.storage.MediaStorage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentComparisonTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    @TempDir
    Path folder;

    private Manifest manifest = new Manifest(List.of());

    @BeforeEach
    void fill() throws Exception {
        manifest = MediaLibrary.generate(folder, 6, 600, 1);
    }

    @Test
    void isCompleteWhereEverythingIsThereAsItShouldBe() throws Exception {
        assertThat(compare()).isEqualTo(new ContentComparison(6, 6, 6, 0, 600));
        assertThat(compare().complete()).isTrue();
    }

    @Test
    void seesAMissingAChangedAndAForeignFile() throws Exception {
        Files.delete(file(0));
        Files.write(file(1), new byte[] {1, 2, 3});
        Files.write(folder.resolve("files/foreign"), new byte[0]);

        var comparison = compare();

        assertThat(comparison.present()).isEqualTo(5);
        assertThat(comparison.matching()).isEqualTo(4);
        assertThat(comparison.extra()).isEqualTo(1);
        assertThat(comparison.complete()).isFalse();
    }

    private Path file(int index) {
        return folder.resolve("files").resolve(manifest.entries().get(index).path());
    }

    private ContentComparison compare() throws Exception {
        try (var storage = MediaStorage.start(folder, "token", ANY)) {
            return ContentComparison.of(manifest, storage.address(), "token");
        }
    }
}
