package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.standin.objects.ObjectServer;
import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionIT {

    private ObjectServer server;

    @BeforeEach
    void start() {
        server = ObjectServer.start("bucket");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 5 * 1024 * 1024 - 1, 12 * 1024 * 1024})
    void nothingOfTheContentIsAtTheServer(int size) throws IOException {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        try (var store =
                Stores.at(server.endpoint(), "bucket", Encryption.clientSide("files", Encryption.newKeySet()))) {
            Stores.write(store, "a", content, Description.NONE.withMetadata(Map.of("own", "1")));

            assertThat(Stores.read(store, "a")).isEqualTo(content);
            assertThat(store.find("a").orElseThrow().description().metadata()).isEqualTo(Map.of("own", "1"));
        }

        assertThat(server.content("bucket", "a")).hasSizeGreaterThan(size);
        try (var bare = Stores.at(server.endpoint(), "bucket")) {
            assertThat(bare.find("a").orElseThrow().description().metadata())
                    .containsEntry("movein-key-set", "files")
                    .containsKeys("movein-key-version", "own");
        }
    }

    @Test
    void anObjectCannotBeReadUnderAnotherNameNorWithAnotherKeySetNorChanged() throws IOException {
        try (var store =
                        Stores.at(server.endpoint(), "bucket", Encryption.clientSide("files", Encryption.newKeySet()));
                var other = Stores.at(
                        server.endpoint(), "bucket", Encryption.clientSide("files", Encryption.newKeySet()))) {
            Stores.write(store, "a", "secret");
            server.put("bucket", "b", server.content("bucket", "a"));
            var changed = server.content("bucket", "a");
            changed[changed.length - 1] ^= 1;
            server.put("bucket", "a2", changed);

            assertThatThrownBy(() -> Stores.read(store, "b")).satisfies(EncryptionIT::isRefused);
            assertThatThrownBy(() -> Stores.read(other, "a")).satisfies(EncryptionIT::isRefused);
            assertThatThrownBy(() -> Stores.read(store, "a2")).satisfies(EncryptionIT::isRefused);
            assertThat(Stores.read(store, "a")).asString().isEqualTo("secret");
        }
    }

    @Test
    void asksTheServerToEncrypt() throws IOException {
        try (var s3 = Stores.at(server.endpoint(), "bucket", new Encryption.SseS3());
                var kms = Stores.at(server.endpoint(), "bucket", new Encryption.SseKms("key-1"))) {
            Stores.write(s3, "a", "x");
            Stores.write(kms, "b", new byte[6 * 1024 * 1024], Description.NONE);

            assertThat(s3.find("a").orElseThrow().encryption()).isEqualTo("AES256");
            assertThat(kms.find("b").orElseThrow().encryption()).isEqualTo("aws:kms");
        }
    }

    @Test
    void aKeySetThatIsNoneIsNeverShown() {
        assertThatThrownBy(() -> Encryption.clientSide("files", "{\"secret\":1}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'files'")
                .hasMessageNotContaining("secret");
    }

    private static void isRefused(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.SEALED));
    }
}
