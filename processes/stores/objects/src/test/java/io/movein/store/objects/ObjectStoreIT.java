package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.standin.objects.ObjectServer;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectStoreIT {

    private static final Map<String, String> TEN_TAGS = tags();

    private ObjectServer server;
    private ObjectStore store;

    @BeforeEach
    void start() {
        server = ObjectServer.start("bucket");
        store = Stores.at(server.endpoint(), "bucket");
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5 * 1024 * 1024 - 1, 5 * 1024 * 1024, 5 * 1024 * 1024 + 1, 17 * 1024 * 1024})
    void givesBackTheBytesThatItWasGiven(int size) throws IOException {
        var content = new byte[size];
        new Random(size).nextBytes(content);

        Stores.write(store, "a/b", content, Description.NONE);

        assertThat(Stores.read(store, "a/b")).isEqualTo(content);
        assertThat(store.unfinished("a/b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {5 * 1024 * 1024 - 1, 5 * 1024 * 1024 + 1})
    void keepsAllThatAnObjectCarriesWhetherItIsSentInOneOrInParts(int size) throws IOException {
        var description = new Description(
                "image/png",
                "max-age=60",
                "attachment; filename=\"a b.png\"",
                "gzip",
                "de-CH",
                "Wed, 21 Oct 2026 07:28:00 GMT",
                null,
                Map.of("one", "1", "two", "two words", "three", "=?UTF-8?B?w6k=?=", "four", "a=b&c", "five", "5"),
                Map.of());

        Stores.write(store, "a", new byte[size], description.withTags(TEN_TAGS));

        assertThat(store.find("a").orElseThrow().description()).isEqualTo(description);
        assertThat(store.tags("a")).isEqualTo(TEN_TAGS);
    }

    @Test
    void keepsEachNameByteByByte() throws IOException {
        var composed = Normalizer.normalize("é", Normalizer.Form.NFC);
        var names = java.util.List.of(
                "a\rb",
                "a\nb",
                "x\u0001y",
                "x\u0002y",
                "p+q",
                "p%2Fq",
                "p q",
                composed,
                Normalizer.normalize(composed, Normalizer.Form.NFD),
                "k".repeat(1024),
                "a//b",
                "dir/",
                "fp",
                "fp/x",
                "😀",
                "a&b<c>\"'");
        for (var name : names) {
            Stores.write(store, name, "content of " + name);
        }
        var listed = new ArrayList<String>();
        store.list("").forEachRemaining(object -> listed.add(object.key()));

        assertThat(listed).containsExactlyInAnyOrderElementsOf(names);
        for (var name : names) {
            assertThat(Stores.read(store, name))
                    .asString(java.nio.charset.StandardCharsets.UTF_8)
                    .isEqualTo("content of " + name);
        }
    }

    @Test
    void listsPageByPageWhatIsBelowThePrefix() {
        for (var i = 0; i < 2_500; i++) {
            server.put("bucket", "p/%05d".formatted(i), new byte[0]);
            server.put("bucket", "q/%05d".formatted(i), new byte[0]);
        }
        var listed = new ArrayList<String>();

        store.list("p/").forEachRemaining(object -> listed.add(object.key()));

        assertThat(listed).hasSize(2_500).doesNotHaveDuplicates().allMatch(key -> key.startsWith("p/"));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 6 * 1024 * 1024})
    void leavesWhatIsThere(int size) throws IOException {
        Stores.write(store, "a", "first");

        assertThatThrownBy(() -> Stores.write(store, "a", new byte[size], Description.NONE))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.OCCUPIED));

        assertThat(Stores.read(store, "a")).asString().isEqualTo("first");
        assertThat(store.unfinished("a")).isEmpty();
    }

    private static Map<String, String> tags() {
        var tags = new HashMap<String, String>();
        for (var i = 0; i < 10; i++) {
            tags.put("tag " + i, "värt+" + i);
        }
        return Map.copyOf(tags);
    }
}
