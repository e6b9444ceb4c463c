package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeletingSourceTest extends SceneTest {

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
        assertThat(scene.dryRun()).as(scene.output()).isZero();
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
}
