package io.movein.storage.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Pointer files stay at the target for as long as the files that they point to. */
class PointerTest {

    private static final String WRITTEN =
            "{\"key\":\"a\\\"\u00e9\",\"fromBinding\":\"old\",\"binding\":\"new\",\"toKey\":\"acme/a\",\"organisation\":\"\",\"size\":5,\"sha256\":\"ab\"}";
    private static final Pointer POINTER = new Pointer("a\"\u00e9", "old", "new", "acme/a", "", 5, "ab");

    @Test
    void isWrittenAsEver() {
        assertThat(new String(POINTER.json(), StandardCharsets.UTF_8)).isEqualTo(WRITTEN);
    }

    @Test
    void isReadAsEver() {
        assertThat(Pointer.read(WRITTEN.getBytes(StandardCharsets.UTF_8))).isEqualTo(POINTER);
    }
}
