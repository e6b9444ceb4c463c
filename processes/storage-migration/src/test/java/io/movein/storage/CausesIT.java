package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.Call;
import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.Rule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CausesIT extends SceneIT {

    @BeforeEach
    void someThatMove() {
        for (var i = 0; i < 6; i++) {
            scene.artifact("ok" + i, "upload", "ok/" + i, "fine " + i);
        }
    }

    /** Case 3: rows without an object, each for its own reason. */
    @Test
    void tellsNoObjectYetFromGoneAndLeavesDeletedRowsAlone() {
        scene.row("deleted", "acme", "upload", "d", 5L, null);
        scene.database.execute("update artifacts set deleted_at = now() where id = 'deleted'");
        scene.row("not-yet", "acme", "upload", "n", null, null);
        scene.row("gone", "acme", "upload", "g", 5L, null);

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.output())
                .contains("6 of 8 artifacts moved", "2 skipped, 0 failed (skipped: gone 1, no-object-yet 1)");
        assertThat(scene.rows()).contains("deleted old d", "not-yet old n", "gone old g");
    }

    @Test
    void doesNotMoveWhatNeverWasWhatTheRowSays() {
        scene.old.put("old-files", "w", "content".getBytes(StandardCharsets.UTF_8));
        scene.row("wrong", "acme", "upload", "w", 7L, Scene.sha256("other".getBytes(StandardCharsets.UTF_8)));

        assertThat(scene.live()).isEqualTo(10);

        assertThat(scene.output()).contains("failed: recorded-checksum-wrong 1");
        assertThat(scene.rows()).contains("wrong old w");
        assertThat(scene.next.keys("new-files")).doesNotContain("w");
    }

    /** Case 4: the destination is occupied, by the same content and by other content. */
    @Test
    void goesOnWithTheSameContentAndLeavesOther() {
        scene.artifact("same", "upload", "s", "same content");
        scene.artifact("other", "upload", "o", "our content");
        scene.next.put("new-files", "s", "same content".getBytes(StandardCharsets.UTF_8));
        scene.next.put("new-files", "o", "newer content".getBytes(StandardCharsets.UTF_8));

        assertThat(scene.live()).isEqualTo(10);

        assertThat(scene.rows()).contains("same new s", "other old o");
        assertThat(scene.output()).contains("failed: destination-occupied 1");
        assertThat(scene.next.content("new-files", "o")).asString().isEqualTo("newer content");
    }

    /** Case 4: while it was copied, the application replaced the artifact and let its row point to the destination. */
    @Test
    void leavesARowThatWasChangedMeanwhile() {
        scene.artifact("changed", "upload", "c", "old content");
        scene.beforeNew.with((call, upstream) -> {
            if (reads("/new-files/c").test(call)) {
                scene.database.execute(
                        "update artifacts set binding = 'new', key = 'c-2', size = 1, sha256 = null where id = 'changed'");
            }
            return Optional.empty();
        });

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.rows()).contains("changed new c-2");
        assertThat(scene.output()).contains("skipped: changed-meanwhile 1");
        assertThat(scene.next.keys("new-files")).doesNotContain("c");
    }

    @Test
    void triesAgainWhatChangedWhileItWasRead() {
        scene.old.put("old-files", "c", "first".getBytes(StandardCharsets.UTF_8));
        scene.row("changing", "acme", "upload", "c", 5L, null);
        scene.beforeNew.with((call, upstream) -> {
            if (reads("/new-files/c").test(call)
                    && !new String(scene.old.content("old-files", "c"), StandardCharsets.UTF_8).equals("third")) {
                scene.old.put("old-files", "c", "third".getBytes(StandardCharsets.UTF_8));
            }
            return Optional.empty();
        });

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.next.content("new-files", "c")).asString().isEqualTo("third");
    }

    /** The row is changed only if it still says what was moved: so that is the proof, and the source need not be asked once more. */
    @Test
    void looksAtTheSourceAgainOnlyWhereTheRowRecordsNoSha256() {
        scene.artifact("recorded", "upload", "r", "content");
        scene.old.put("old-files", "u", "content".getBytes(StandardCharsets.UTF_8));
        scene.row("unrecorded", "acme", "upload", "u", 7L, null);

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.rows()).contains("recorded new r", "unrecorded new u");
        assertThat(scene.beforeOld.calls().stream()
                        .filter(call -> call.method().equals("HEAD"))
                        .map(Call::path)
                        .filter(path -> !path.contains("movein-probe")))
                .containsExactly("/old-files/u");
    }

    @Test
    void leavesARowWhoseFileAndSha256WereReplacedWhileItWasMoved() {
        scene.artifact("replaced", "upload", "r", "first");
        scene.beforeNew.with((call, upstream) -> {
            if (reads("/new-files/r").test(call)) {
                scene.old.put("old-files", "r", "third".getBytes(StandardCharsets.UTF_8));
                scene.database.execute("update artifacts set sha256 = repeat('0', 64) where id = 'replaced'");
            }
            return Optional.empty();
        });

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.output()).contains("changed-meanwhile 1");
        assertThat(scene.rows()).contains("replaced old r");
        assertThat(scene.next.keys("new-files")).doesNotContain("r");
    }

    /** The target stores other bytes than it was given, and says that all is well. */
    @Test
    void believesNoAnswerThatTheReadingBackContradicts() {
        scene.artifact("bad", "upload", "b", "content");
        scene.beforeNew.with((call, upstream) -> {
            if (!puts("/new-files/b").test(call)) {
                return Optional.empty();
            }
            var changed = call.body().clone();
            changed[0] ^= 1;
            return Optional.of(upstream.send(new Call(call.method(), call.target(), call.headers(), changed)));
        });

        assertThat(scene.live()).isEqualTo(10);

        assertThat(scene.output()).contains("failed: checksum-mismatch 1");
        assertThat(scene.rows()).contains("bad old b");
        assertThat(scene.next.keys("new-files")).doesNotContain("b");
    }

    @Test
    void theAnswerToAWriteThatWasMadeIsLost() {
        scene.artifact("lost", "upload", "l", "content");
        scene.beforeNew.with(Rule.answerAfter(puts("/new-files/l"), HttpReply.error(500, "InternalError")));

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.rows()).contains("lost new l");
    }

    /** Case 5: a proxy that insists on unpacking. */
    @Test
    void movesPackedBytesAndSaysWhenAServerUnpacksThem() {
        var packed = packed("plain text ".repeat(20));
        scene.old.put("old-files", "z", packed, Map.of("content-encoding", "gzip"));
        scene.row("packed", "acme", "upload", "z", (long) packed.length, Scene.sha256(packed));
        scene.old.put("old-files", "y", packed, Map.of("content-encoding", "gzip"));
        scene.row("unpacked", "acme", "upload", "y", (long) packed.length, Scene.sha256(packed));
        scene.beforeOld.with((call, upstream) -> {
            if (!call.method().equals("GET")
                    || !call.path().equals("/old-files/y")
                    || !call.query().isEmpty()) {
                return Optional.empty();
            }
            var headers = new HashMap<>(call.headers());
            headers.remove("range");
            var reply = upstream.send(new Call(call.method(), call.target(), headers, call.body()));
            var plain = new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes();
            return Optional.of(
                    new HttpReply(200, reply.without("content-length").headers(), plain));
        });

        assertThat(scene.live()).isEqualTo(10);

        assertThat(scene.next.content("new-files", "z")).isEqualTo(packed);
        assertThat(scene.output()).contains("failed: not-as-stored 1");
        assertThat(scene.rows()).contains("packed new z", "unpacked old y");
    }

    /** Case 8: 200 with an error in it to the completion, once, and always. */
    @Test
    void letsTheReadingBackDecideAboutACompletion() {
        var large = new byte[6 * 1024 * 1024];
        new Random(8).nextBytes(large);
        scene.artifact("once", "acme", "upload", "once", large);
        scene.artifact("always", "acme", "upload", "always", large);
        var error = new HttpReply(
                200,
                HttpReply.error(500, "InternalError").headers(),
                HttpReply.error(500, "InternalError").body());
        scene.beforeNew
                .with(Rule.answer(first(1, completes("/new-files/once")), error))
                .with(Rule.answer(completes("/new-files/always"), error));

        assertThat(scene.live()).isEqualTo(10);

        assertThat(scene.rows()).contains("once new once", "always old always");
        assertThat(scene.next.unfinishedUploads("new-files")).isZero();
        assertThat(scene.output()).contains("failed: target-unavailable 1");
    }

    @Test
    void tellsPermissionNameSizeAndRowApart() {
        scene.artifact("denied", "upload", "p", "x");
        scene.artifact("long", "upload", "k".repeat(1_020), "x");
        scene.artifact("guarded", "upload", "r", "x");
        scene.database.execute("alter table artifacts add check (not (id = 'guarded' and binding = 'new'))");
        scene.beforeOld.with(Rule.answer(reads("/old-files/p"), HttpReply.error(403, "AccessDenied")));

        assertThat(scene.with("naming: \"{key}\"", "naming: \"files/{key}\"").live())
                .isEqualTo(10);

        assertThat(scene.output()).contains("name-not-representable 1", "permission-at-source 1", "row-refused 1");
        assertThat(scene.rowsAt("new")).isEqualTo(6);
    }

    private static java.util.function.Predicate<Call> completes(String path) {
        return call -> call.method().equals("POST") && call.path().equals(path) && call.asks("uploadId");
    }

    private static byte[] packed(String text) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }
}
