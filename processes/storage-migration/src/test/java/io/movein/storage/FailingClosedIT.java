package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.ObjectServer;
import io.movein.standin.objects.Rule;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailingClosedIT extends SceneIT {

    private static final String NEWER = """
              newer:
                endpoint: NEW
                region: us-east-1
                bucket: newer-files
                accessKey: {secret: new-bucket/access-key}
                secretKey: {secret: new-bucket/secret-key}
                status: disabled
            """;

    private void artifacts(int count) {
        for (var i = 0; i < count; i++) {
            scene.artifact("u%04d".formatted(i), "upload", "u/%04d".formatted(i), "content " + i);
        }
    }

    /** Case 2: another session makes another binding the active one in the middle of the run. */
    @Test
    void endsWhenTheTargetIsNotTheActiveOneAnyMore() {
        artifacts(200);
        scene.next.createBucket("newer-files");
        scene.database.execute("insert into bindings values ('newer', 'disabled')");
        scene.with(
                "catalogue:\n", NEWER.replace("NEW", scene.beforeNew.endpoint().toString()) + "catalogue:\n");
        var puts = new AtomicInteger();
        scene.beforeNew.with((call, upstream) -> {
            if (isPut(call) && call.path().startsWith("/new-files/u/") && puts.incrementAndGet() == 100) {
                scene.database.execute(
                        "update bindings set status = case name when 'newer' then 'active' else 'disabled' end");
            }
            return Optional.empty();
        });

        assertThat(scene.live()).as(scene.output()).isEqualTo(6);

        var moved = scene.database.query("select key from artifacts where binding = 'new' order by key");
        assertThat(moved).hasSizeBetween(50, 199);
        assertThat(scene.next.keys("new-files").stream().filter(key -> key.startsWith("u/")))
                .containsExactlyElementsOf(moved);
        assertThat(scene.output())
                .contains("the target 'new' is no longer the active binding", "storageOperationsMigrationFailed");
        assertThat(scene.rowsAt("old")).isEqualTo(200 - moved.size());
        assertThat(scene.next.keys("newer-files")).isEmpty();
        moved.forEach(
                key -> assertThat(scene.next.content("new-files", key)).isEqualTo(scene.old.content("old-files", key)));
    }

    @Test
    void endsWhenTheTargetTakesNothingAnyMore() {
        artifacts(60);
        var puts = new AtomicInteger();
        scene.beforeNew.with(
                Rule.answer(call -> isPut(call) && puts.incrementAndGet() > 30, HttpReply.error(500, "InternalError")));

        assertThat(scene.live()).as(scene.output()).isEqualTo(6);

        assertThat(scene.output())
                .contains("the destination failed 3 times in a row", "storageOperationsMigrationFailed");
        assertThat(scene.rowsAt("new")).isBetween(1L, 30L);
        assertThat(scene.status()).doesNotContain("target-unavailable");
    }

    @Test
    void takesTheTargetForWellOnlyUntilAnotherItemFails() {
        artifacts(60);
        var isClosed = new AtomicBoolean();
        scene.beforeNew.with(Rule.answer(
                call -> {
                    isClosed.compareAndSet(false, isPut(call) && call.path().endsWith("/u/0005"));
                    return isPut(call) && (isClosed.get() || call.path().endsWith("/u/0003"));
                },
                HttpReply.error(403, "AccessDenied")));

        assertThat(scene.with("pace: {workers: 16}", "pace: {workers: 1}").live())
                .as(scene.output())
                .isEqualTo(6);

        assertThat(scene.output()).contains("the destination failed 3 times in a row");
        assertThat(scene.rowsAt("new")).isEqualTo(4);
        assertThat(scene.status()).contains("permission-at-target  1");
    }

    @Test
    void takesAllThatIsGoneForTheWrongPrefix() {
        for (var i = 0; i < 30; i++) {
            scene.row("g" + i, "acme", "upload", "nowhere/" + i, 3L, null);
        }

        assertThat(scene.live()).as(scene.output()).isEqualTo(3);

        assertThat(scene.output())
                .contains("files that were looked up are missing at old", "is it the right bucket and prefix?");
    }

    /** They come first, so that of the few that were looked for then nothing can be told. */
    @ParameterizedTest
    @CsvSource({"10, 3, 'expected at most 10 %): is it the right bucket and prefix?'", "20, 0, skipped: gone 10"})
    void takesMoreThanTheShareThatIsGoneForTheWrongPrefixAndNoLess(int percent, int exitCode, String said) {
        for (var i = 0; i < 10; i++) {
            scene.row("a" + i, "acme", "upload", "nowhere/" + i, 3L, null);
        }
        artifacts(40);

        assertThat(scene.with("pace: {workers: 16}", "pace: {workers: 1}")
                        .with("partSize: 5MiB", "partSize: 5MiB, goneSharePercent: " + percent)
                        .live())
                .as(scene.output())
                .isEqualTo(exitCode);

        assertThat(scene.output()).contains(said);
        assertThat(scene.rowsAt("new")).isEqualTo(40);
    }

    /** Case 9: the access key of a side is revoked in the middle, with and without a new one in the secret's files. */
    @ParameterizedTest
    @ValueSource(strings = {"old", "new"})
    void readsTheSecretAgainWhenItsKeyIsRevoked(String side) {
        artifacts(500);
        server(side).accept("rotated");
        atPut(150, () -> {
            scene.secret(side + "-bucket/access-key", "rotated");
            server(side).revoke("movein");
        });

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.rowsAt("new")).isEqualTo(500);
        assertThat(scene.output()).contains("500 of 500 artifacts moved", "0 failed");
    }

    @ParameterizedTest
    @CsvSource({"old, 3", "new, 4"})
    void endsWhenTheKeyIsRevokedWithoutAnother(String side, int exitCode) {
        artifacts(500);
        atPut(150, () -> server(side).revoke("movein"));

        assertThat(scene.live()).as(scene.output()).isEqualTo(exitCode);

        assertThat(scene.output()).contains(side + " (", "answered 403 InvalidAccessKeyId", "renew the secret");
        // what was under way was written, or not
        assertThat(scene.rowsAt("new")).isBetween(150L - 16, 150L + 16);
        assertThat(scene.status()).contains("queued").doesNotContain("permission-at-");
    }

    /** The first that sees it is the HEAD by which a source is looked at again, whose 403 does not say why. */
    @Test
    void endsWhenALookIsTheFirstToSeeThatTheKeyIsRevoked() {
        artifacts(40);
        scene.database.execute("update artifacts set sha256 = null");
        var heads = new AtomicInteger();
        scene.beforeOld.with((call, upstream) -> {
            if (call.method().equals("HEAD")
                    && call.path().startsWith("/old-files/u/")
                    && heads.incrementAndGet() == 10) {
                scene.old.revoke("movein");
            }
            return Optional.empty();
        });

        assertThat(scene.with("pace: {workers: 16}", "pace: {workers: 1}").live())
                .as(scene.output())
                .isEqualTo(3);

        assertThat(scene.output()).contains("old (", "answered 403 InvalidAccessKeyId", "renew the secret");
        assertThat(scene.rowsAt("new")).isEqualTo(9);
        assertThat(scene.status()).contains("queued").doesNotContain("permission-at-");
    }

    private ObjectServer server(String side) {
        return side.equals("old") ? scene.old : scene.next;
    }

    private void atPut(int which, Runnable what) {
        var puts = new AtomicInteger();
        scene.beforeNew.with((call, upstream) -> {
            if (isPut(call) && call.path().startsWith("/new-files/u/") && puts.incrementAndGet() == which) {
                what.run();
            }
            return Optional.empty();
        });
    }

    /** Case 11: throttling by status alone fails nothing. */
    @Test
    void slowsDownAsItIsToldAndFailsNothing() {
        artifacts(300);
        var heads = new AtomicInteger();
        var puts = new AtomicInteger();
        scene.beforeOld.with(Rule.answer(
                call -> call.method().equals("HEAD") && heads.incrementAndGet() % 10 < 3, HttpReply.bare(503)));
        scene.beforeNew.with(Rule.answer(call -> isPut(call) && puts.incrementAndGet() % 10 == 0, HttpReply.bare(429)));

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.rowsAt("new")).isEqualTo(300);
        assertThat(scene.output()).contains("throttled by");
    }
}
