package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DryRunIT extends SceneIT {

    @Test
    void countsWhatALiveRunWouldMoveAndTouchesNothing() {
        for (var i = 0; i < 20; i++) {
            scene.artifact("u" + i, "upload", "u/" + i, "12345");
            scene.artifact("a" + i, "avatar", "a/" + i, "12");
        }
        scene.database.execute("alter table artifacts owner to postgres");
        var before = scene.database.query("select * from artifacts order by id");

        assertThat(scene.with("scope: {}", "scope: {purposes: [upload]}").dryRun())
                .as(scene.output())
                .isZero();

        assertThat(scene.output())
                .contains(
                        "dry-run: 20 artifacts, 100 B",
                        "old/upload: 20, 100 B",
                        "16 workers",
                        "outside the plan, 20 artifacts of 1 purposes (avatar) are still in 'old'");
        assertThat(scene.database.query("select * from artifacts order by id")).isEqualTo(before);
        assertThat(scene.beforeOld.calls())
                .isNotEmpty()
                .allMatch(call -> call.method().equals("GET") && call.asks("list-type"));
        assertThat(scene.beforeNew.calls())
                .isNotEmpty()
                .allMatch(call -> call.method().equals("GET") && (call.asks("list-type") || call.asks("tagging")));
        assertThat(scene.folder.resolve("state")).doesNotExist();
    }

    @Test
    void tellsHowManyObjectsHaveTagsThatTheTargetCannotHold() {
        scene.artifact("1", "upload", "a", "x");
        scene.artifact("2", "upload", "b", "y");
        scene.old.put("old-files", "c", new byte[] {1}, Map.of(), "k=v");
        scene.row("3", "acme", "upload", "c", 1L, null);
        scene.next.withoutTags();

        assertThat(scene.dryRun()).as(scene.output()).isZero();

        assertThat(scene.output()).contains("1 objects have tags, which 'new' cannot hold");
        assertThat(scene.live()).isEqualTo(10);
        assertThat(scene.output()).contains("failed: not-supported 1");
    }

    /** Case 3: a naming that gives three organisations' files one name. */
    @Test
    void refusesANamingThatGivesTwoRowsOneKey() {
        scene.artifact("1", "a", "upload", "a/report.pdf", new byte[] {1});
        scene.artifact("2", "b", "upload", "b/report.pdf", new byte[] {2});
        scene.artifact("3", "c", "upload", "c/report.pdf", new byte[] {3});

        assertThat(scene.with("naming: \"{key}\"", "naming: \"{name}\"").dryRun())
                .isEqualTo(2);

        assertThat(scene.output())
                .contains(
                        "the naming '{name}' gives the artifacts '1' and '2' the same key at the target, 'report.pdf'");
    }

    /** Case 2, second half: one place under two host names. */
    @Test
    void refusesOnePlaceUnderTwoNamesByComparingListings() {
        scene.next.put("new-files", "a", new byte[] {1});
        scene.with("bucket: old-files", "bucket: new-files")
                .with(
                        scene.beforeOld.endpoint().toString(),
                        Scene.underAnotherName(scene.next.endpoint()).toString());

        assertThat(scene.dryRun()).isEqualTo(2);
        assertThat(scene.output()).contains("bindings.old: the same place as the target 'new', under another name");
        assertThat(scene.beforeNew.calls()).allMatch(call -> call.method().equals("GET"));

        scene.next.remove("new-files", "a");
        assertThat(scene.live()).isEqualTo(2);
        assertThat(scene.output()).contains("bindings.old: the same place as the target 'new', under another name");
        assertThat(scene.next.keys("new-files")).noneMatch(key -> key.contains("probe"));
    }

    @Test
    void failsIfTheTargetIsNotTheActiveBinding() {
        scene.artifact("1", "upload", "a", "x");
        scene.database.execute("update bindings set status = 'disabled' where name = 'new'");

        assertThat(scene.dryRun()).isEqualTo(6);
        assertThat(scene.live()).isEqualTo(6);

        assertThat(scene.output())
                .contains("the target 'new' is not the active binding", "storageOperationsMigrationFailed");
        assertThat(scene.rows()).containsExactly("1 old a");
    }
}
