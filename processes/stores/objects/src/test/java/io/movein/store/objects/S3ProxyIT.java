package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.standin.objects.S3Server;
import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server of somebody else's, which checks signatures. */
class S3ProxyIT {

    private S3Server server;
    private ObjectStore store;

    @BeforeEach
    void start() {
        server = S3Server.inMemory("bucket");
        store = Stores.at(server.endpoint(), "bucket");
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5 * 1024 * 1024 + 1})
    void movesBytesHeadersAndMetadata(int size) throws IOException {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        var description = new Description(
                "image/png",
                "max-age=60",
                "inline",
                "gzip",
                "de-CH",
                null,
                null,
                Map.of("one", "two words", "three", "=?UTF-8?B?w6k=?="),
                Map.of());

        Stores.write(store, "a/b c", content, description);

        assertThat(Stores.read(store, "a/b c")).isEqualTo(content);
        assertThat(store.find("a/b c").orElseThrow().description()).isEqualTo(description);
        assertThat(store.unfinished("a/b c")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 6 * 1024 * 1024})
    void leavesWhatIsThere(int size) throws IOException {
        Stores.write(store, "a", "first");

        assertThatThrownBy(() -> Stores.write(store, "a", new byte[size], Description.NONE))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.OCCUPIED));

        assertThat(Stores.read(store, "a")).asString().isEqualTo("first");
    }

    @Test
    void listsWhatIsBelowThePrefix() throws IOException {
        for (var i = 0; i < 101; i++) {
            Stores.write(store, "p/" + i, "x");
        }
        var listed = new ArrayList<String>();

        store.list("p/").forEachRemaining(object -> listed.add(object.key()));

        assertThat(listed).hasSize(101).doesNotHaveDuplicates();
    }

    @Test
    void saysThatTheServerHasNoTags() throws IOException {
        Stores.write(store, "a", "x");

        assertThatThrownBy(() -> store.tags("a"))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED));
    }

    @Test
    void readsTheSecretAgainWhenItsKeyWasRevoked() throws IOException {
        var current = new AccessKeys.AccessKey[] {Stores.key()};
        try (var rotating = Stores.at(
                Stores.place(server.endpoint(), "bucket"), new AccessKeys(() -> current[0]), new Encryption.None())) {
            Stores.write(rotating, "before", "x");
            current[0] = new AccessKeys.AccessKey("next", "next-secret", "");
            server.accept("next", "next-secret");
            server.revoke(S3Server.ACCESS_KEY);

            Stores.write(rotating, "after", "y");

            assertThat(Stores.read(rotating, "after")).asString().isEqualTo("y");
        }
    }

    @Test
    void takesASignatureWithAnotherSecretForWrongCredentials() {
        try (var wrong = Stores.at(
                Stores.place(server.endpoint(), "bucket"),
                new AccessKeys(() -> new AccessKeys.AccessKey(S3Server.ACCESS_KEY, "wrong", "")),
                new Encryption.None())) {
            assertThatThrownBy(wrong::anyKey)
                    .isInstanceOfSatisfying(
                            StoreFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.CREDENTIALS))
                    .hasMessageContaining("old")
                    .hasMessageContaining("403 SignatureDoesNotMatch")
                    .hasMessageContaining("renew the secret");
        }
    }
}
