package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.Call;
import io.movein.standin.objects.Reply;
import io.movein.standin.objects.Rule;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigratingTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = new Scene(folder);
    }

    @AfterEach
    void strike() {
        scene.close();
    }

    @Test
    void movesEachArtifactAndPointsItsRowThere() {
        scene.artifact("1", "upload", "a/report.pdf", "one");
        scene.artifact("2", "upload", "empty", "");

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.rows()).containsExactly("1 new a/report.pdf", "2 new empty");
        assertThat(scene.next.content("new-files", "a/report.pdf")).asString().isEqualTo("one");
        assertThat(scene.old.keys("old-files")).containsExactly("a/report.pdf", "empty");
        assertThat(scene.output())
                .contains("2 of 2 artifacts moved to 'new', 3 B, each read back; 0 skipped, 0 failed");
    }

    /** Case 1: passing errors pass, three keys never do, and what the plan leaves is told. */
    @Test
    void leavesTheRowsOfWhatTheTargetNeverTakes() {
        for (var i = 0; i < 1_000; i++) {
            scene.artifact("u%04d".formatted(i), "upload", "u/%04d".formatted(i), "content " + i);
        }
        for (var i = 0; i < 10; i++) {
            scene.artifact("a" + i, "avatar", "a/" + i, "face");
        }
        var never = Set.of("/new-files/u/0001", "/new-files/u/0500", "/new-files/u/0999");
        var puts = new AtomicInteger();
        scene.beforeNew
                .with(Rule.answer(
                        call -> isPut(call) && never.contains(call.path()), Reply.error(500, "InternalError")))
                .with(Rule.answer(
                        call -> isPut(call)
                                && !call.header("x-amz-movein-again").equals("1")
                                && puts.incrementAndGet() % 50 == 0,
                        Reply.error(500, "InternalError")));

        assertThat(scene.with("scope: {}", "scope: {purposes: [upload]}").live())
                .as(scene.output())
                .isEqualTo(10);

        assertThat(scene.rowsAt("new")).isEqualTo(997);
        assertThat(scene.database.query(
                        "select id, binding from artifacts where purpose = 'upload' and binding <> 'new' order by id"))
                .containsExactly("u0001 old", "u0500 old", "u0999 old");
        assertThat(scene.output())
                .contains(
                        "997 of 1000 artifacts moved",
                        "3 failed (failed: target-unavailable 3)",
                        "outside the plan, 10 artifacts of 1 purposes (avatar) still lie in 'old'");
        assertThat(scene.status()).contains("target-unavailable");

        scene.beforeNew.tellTheTruth();
        scene.beforeNew.forget();
        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();
        assertThat(scene.rowsAt("new")).isEqualTo(1_000);
        assertThat(scene.beforeNew.count(call -> isPut(call) && call.path().startsWith("/new-files/u/")))
                .isEqualTo(3);
    }

    private static boolean isPut(Call call) {
        return call.method().equals("PUT");
    }
}
