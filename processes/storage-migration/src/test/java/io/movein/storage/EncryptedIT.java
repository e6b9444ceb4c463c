package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.objects.Encryption;
import org.junit.jupiter.api.Test;

class EncryptedIT extends SceneIT {

    @Test
    void encryptsHereAndRecordsKeySetAndVersion() {
        scene.secret("files/key-set", Encryption.newKeySet());
        scene.with(
                "bucket: new-files\n",
                "bucket: new-files\n    encryption: {type: client-side, keySet: {secret: files/key-set}}\n");
        scene.artifact("1", "upload", "a", "secret content");

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.rows()).containsExactly("1 new a");
        assertThat(scene.next.content("new-files", "a")).asString().doesNotContain("secret content");
        assertThat(scene.next.headers("new-files", "a"))
                .containsEntry("x-amz-meta-movein-key-set", "files/key-set")
                .containsKey("x-amz-meta-movein-key-version");
        assertThat(scene.execute("verify")).as(scene.output()).isZero();
    }

    @Test
    void asksTheServerForItsEncryption() {
        scene.with("bucket: new-files\n", "bucket: new-files\n    encryption: {type: sse-kms, keyId: key-1}\n");
        scene.artifact("1", "upload", "a", "content");

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.next.headers("new-files", "a"))
                .containsEntry("x-amz-server-side-encryption", "aws:kms")
                .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "key-1");
    }
}
