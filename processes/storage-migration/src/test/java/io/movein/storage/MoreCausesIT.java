package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.Call;
import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.Rule;
import io.movein.store.objects.Encryption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each cause by itself: the file fails, the others are moved, its row and the target are as they were. */
class MoreCausesIT extends SceneIT {

    @BeforeEach
    void someThatMove() {
        for (var i = 0; i < 6; i++) {
            scene.artifact("ok" + i, "upload", "ok/" + i, "fine " + i);
        }
    }

    private void endsWithThisCauseAlone(String cause) {
        assertThat(scene.live()).as(scene.output()).isEqualTo(10);

        assertThat(scene.output()).contains("6 of 7 artifacts moved", "1 failed (failed: %s 1)".formatted(cause));
        assertThat(scene.rows()).contains("bad old b");
        assertThat(scene.next.keys("new-files")).doesNotContain("b");
        assertThat(scene.next.unfinishedUploads("new-files")).isZero();
    }

    @Test
    void tooLargeForTheTarget() {
        scene.artifact("bad", "upload", "b", "content");
        scene.beforeNew.with(Rule.answer(puts("/new-files/b"), HttpReply.error(400, "EntityTooLarge")));

        endsWithThisCauseAlone("too-large");
    }

    /** Without reading it: 10,000 parts of 5 MiB are less than 60 GiB. */
    @Test
    void tooLargeForThePartSize() {
        scene.old.putZeros("old-files", "b", 60L << 30);
        scene.row("bad", "acme", "upload", "b", 60L << 30, null);

        endsWithThisCauseAlone("too-large");
        assertThat(scene.beforeNew.count(call -> call.path().equals("/new-files/b")))
                .isZero();
    }

    @Test
    void throttledForLongerThanThePatience() {
        scene.artifact("bad", "upload", "b", "content");
        scene.with("silence: 5s", "silence: 5s, patience: 1s");
        scene.beforeOld.with(Rule.answer(reads("/old-files/b"), HttpReply.bare(503)));

        endsWithThisCauseAlone("throttled");
    }

    @Test
    void cannotBeDecrypted() {
        scene.secret("files/key-set", Encryption.newKeySet());
        for (var i = 0; i < 6; i++) {
            scene.old.remove("old-files", "ok/" + i);
            scene.database.execute("delete from artifacts where id = 'ok" + i + "'");
        }
        scene.with(
                "bucket: old-files\n",
                "bucket: old-files\n    encryption: {type: client-side, keySet: {secret: files/key-set}}\n");
        scene.artifact("bad", "upload", "b", "never was encrypted");

        assertThat(scene.live()).as(scene.output()).isEqualTo(10);

        assertThat(scene.output()).contains("1 failed (failed: cannot-be-decrypted 1)");
        assertThat(scene.rows()).containsExactly("bad old b");
        assertThat(scene.next.keys("new-files")).doesNotContain("b");
    }

    @Test
    void metadataThatTheTargetDoesNotKeep() {
        scene.old.put("old-files", "b", new byte[] {1}, Map.of("x-amz-meta-owner", "acme"));
        scene.row("bad", "acme", "upload", "b", 1L, null);
        scene.beforeNew.with((call, upstream) -> {
            if (!puts("/new-files/b").test(call)) {
                return Optional.empty();
            }
            var headers = new HashMap<>(call.headers());
            headers.remove("x-amz-meta-owner");
            return Optional.of(upstream.send(new Call(call.method(), call.target(), headers, call.body())));
        });

        endsWithThisCauseAlone("not-kept");
    }

    @Test
    void encryptionThatTheTargetDoesNotDo() {
        scene.artifact("bad", "upload", "b", "content");
        scene.with("bucket: new-files\n", "bucket: new-files\n    encryption: {type: sse-s3}\n");
        scene.beforeNew.with((call, upstream) -> {
            if (!puts("/new-files/b").test(call)) {
                return Optional.empty();
            }
            var headers = new HashMap<>(call.headers());
            headers.remove("x-amz-server-side-encryption");
            return Optional.of(upstream.send(new Call(call.method(), call.target(), headers, call.body())));
        });

        endsWithThisCauseAlone("not-kept");
    }

    @Test
    void refusedByTheTargetAlone() {
        scene.artifact("bad", "upload", "b", "content");
        scene.beforeNew.with(Rule.answer(puts("/new-files/b"), HttpReply.error(403, "AccessDenied")));

        endsWithThisCauseAlone("permission-at-target");
    }

    @Test
    void errorsOfTheSourceForOneObject() {
        scene.artifact("bad", "upload", "b", "content");
        scene.beforeOld.with(Rule.answer(reads("/old-files/b"), HttpReply.error(500, "InternalError")));

        endsWithThisCauseAlone("source-unavailable");
    }

    @Test
    void anObjectInAnArchive() {
        scene.artifact("bad", "upload", "b", "content");
        scene.beforeOld.with(Rule.answer(reads("/old-files/b"), HttpReply.error(403, "InvalidObjectState")));

        endsWithThisCauseAlone("source-unavailable");
        assertThat(scene.status()).doesNotContain("permission-at-");
    }
}
