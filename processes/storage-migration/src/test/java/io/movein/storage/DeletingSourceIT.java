package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.Call;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeletingSourceIT extends SceneIT {

    private Scene deleting(String window) {
        var folder = scene.next.keys("new-files").stream()
                .filter(key -> key.endsWith("SHA256SUMS"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("movein-evidence/", "")
                .replace("/SHA256SUMS", "");
        return scene.with(
                "target: new",
                "operation: delete-source\ntarget: new\ndeleteSource: {evidence: [%s], window: %s}"
                        .formatted(folder, window));
    }

    /** Case 10: two rows of two organisations with the same old object. */
    @Test
    void leavesWhatAnotherRowStillPointsTo() {
        scene.artifact("r1", "a", "x", "shared", "shared content".getBytes(StandardCharsets.UTF_8));
        scene.row("r2", "b", "y", "shared", 14L, null);
        scene.artifact("r3", "a", "x", "own", "own content".getBytes(StandardCharsets.UTF_8));
        scene.with("scope: {}", "scope: {purposes: [x]}");
        assertThat(scene.live()).as(scene.output()).isZero();
        assertThat(scene.rows()).containsExactly("r1 new shared", "r2 old shared", "r3 new own");

        deleting("0s");
        scene.beforeOld.forget();
        scene.beforeNew.forget();
        assertThat(scene.dryRun()).as(scene.output()).isZero();
        assertThat(scene.beforeNew.calls())
                .isNotEmpty()
                .allMatch(call -> call.method().equals("GET"));
        assertThat(scene.beforeOld.calls()).allMatch(call -> call.method().equals("GET") && call.asks("list-type"));
        assertThat(scene.output()).contains("dry-run: 1 of 2 objects would be deleted", "still-referenced=1");
        assertThat(scene.old.keys("old-files")).containsExactly("own", "shared");

        assertThat(scene.live("--state", scene.folder.resolve("deleting").toString()))
                .as(scene.output())
                .isZero();
        assertThat(scene.output()).contains("1 of 2 objects deleted", "still-referenced=1");
        assertThat(scene.old.keys("old-files")).containsExactly("shared");
    }

    @Test
    void leavesWhatWasMovedTooRecentlyAndWhatIsNotAtTheDestinationAnyMore() {
        scene.artifact("1", "upload", "kept", "content");
        scene.artifact("2", "upload", "other", "content");
        assertThat(scene.live()).as(scene.output()).isZero();

        deleting("1d");
        assertThat(scene.live("--state", scene.folder.resolve("first").toString()))
                .as(scene.output())
                .isZero();
        assertThat(scene.output()).contains("0 of 0 objects deleted", "2 moved too recently");

        scene.with("window: 1d", "window: 0s");
        scene.next.put("new-files", "kept", "other content".getBytes(StandardCharsets.UTF_8));
        assertThat(scene.live("--state", scene.folder.resolve("second").toString()))
                .as(scene.output())
                .isEqualTo(10);
        assertThat(scene.output()).contains("1 of 2 objects deleted", "destination-differs=1");
        assertThat(scene.old.keys("old-files")).containsExactly("kept");
    }

    /** Case 10: the look for other rows is made once more just before each deletion. */
    @Test
    void seesARowThatComesToPointThereWhileTheDestinationIsReadBack() {
        scene.artifact("1", "upload", "late", "content");
        assertThat(scene.live()).as(scene.output()).isZero();
        deleting("0s");
        scene.beforeNew.with((call, upstream) -> {
            if (reads("/new-files/late").test(call)) {
                scene.row("2", "another", "avatar", "late", 7L, null);
            }
            return Optional.empty();
        });

        assertThat(scene.live("--state", scene.folder.resolve("deleting").toString()))
                .as(scene.output())
                .isZero();

        assertThat(scene.output()).contains("0 of 1 objects deleted", "still-referenced=1");
        assertThat(scene.old.keys("old-files")).containsExactly("late");
    }

    @Test
    void leavesWhatPointsElsewhereOrHasOtherContentOrIsGone() {
        for (var id : List.of("back", "changed", "gone", "proven")) {
            scene.artifact(id, "upload", id, "content of " + id);
        }
        assertThat(scene.live()).as(scene.output()).isZero();
        scene.database.execute("update artifacts set binding = 'old' where id = 'back'");
        scene.old.put("old-files", "changed", "newer content".getBytes(StandardCharsets.UTF_8));
        scene.old.remove("old-files", "gone");
        deleting("0s");
        scene.beforeOld.forget();

        assertThat(scene.live("--state", scene.folder.resolve("deleting").toString()))
                .as(scene.output())
                .isZero();

        assertThat(scene.output()).contains("1 of 4 objects deleted", "gone=1", "row-elsewhere=1", "source-differs=1");
        assertThat(scene.old.keys("old-files")).containsExactly("back", "changed");
        // a versioned bucket keeps it behind a delete marker: no version is ever named
        assertThat(scene.beforeOld.calls().stream()
                        .filter(call -> call.method().equals("DELETE"))
                        .map(Call::target))
                .containsExactly("/old-files/proven");
    }

    @Test
    void needsTheEvidenceThatIsNamed() {
        scene.artifact("1", "upload", "a", "content");
        assertThat(scene.live()).as(scene.output()).isZero();
        scene.with(
                "target: new",
                "operation: delete-source\ntarget: new\ndeleteSource: {evidence: [no-such-run], window: 0s}");

        assertThat(scene.live("--state", scene.folder.resolve("deleting").toString()))
                .isEqualTo(2);

        assertThat(scene.output()).contains("there is no evidence at s3://new-files/", "/no-such-run/");
        assertThat(scene.old.keys("old-files")).containsExactly("a");
    }
}
