package io.movein.example.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {

    private static final String SHA256 = "ab".repeat(32);

    @Test
    void readsWhatSha256sumWrites() {
        var text = SHA256 + "  films/0001/Szene 01ä.mkv\n";

        var manifest = Manifest.parse(text);

        assertThat(manifest).isEqualTo(new Manifest(List.of(new Manifest.Entry(SHA256, "films/0001/Szene 01ä.mkv"))));
        assertThat(manifest.text()).isEqualTo(text);
    }

    @Test
    void saysWhichLineIsNone() {
        assertThatThrownBy(() -> Manifest.parse(SHA256 + "  a\nabc  b\n"))
                .hasMessageStartingWith("'abc  b' is not a line");
    }

    @Test
    void encodesAPathForItsAddress() {
        var entry = new Manifest.Entry(SHA256, "films/Szene 01ä+?.mkv");

        assertThat(entry.on(URI.create("http://host:1")))
                .hasToString("http://host:1/files/films/Szene%2001%C3%A4%2B%3F.mkv");
    }
}
