package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.HttpReply;
import io.movein.standin.objects.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MigratingIT extends SceneIT {

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
                        call -> isPut(call) && never.contains(call.path()), HttpReply.error(500, "InternalError")))
                .with(Rule.answer(
                        call -> isPut(call) && puts.incrementAndGet() % 50 == 0,
                        HttpReply.error(500, "InternalError")));

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
                        "outside the plan, 10 artifacts of 1 purposes (avatar) are still in 'old'");
        assertThat(scene.status()).contains("target-unavailable");

        scene.beforeNew.tellTheTruth();
        scene.beforeNew.forget();
        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();
        assertThat(scene.rowsAt("new")).isEqualTo(1_000);
        assertThat(scene.beforeNew.count(call -> isPut(call) && call.path().startsWith("/new-files/u/")))
                .isEqualTo(3);
    }

    @Test
    void movesAcrossOrganisationsByTheMappingAndInScopeOnly() {
        scene.artifact("1", "acme", "upload", "reports/a.pdf", new byte[] {1});
        scene.artifact("2", "acme", "upload", "pictures/b.png", new byte[] {2});
        scene.artifact("3", "other", "upload", "reports/c.pdf", new byte[] {3});
        scene.artifact("4", "acme", "upload", "reports/new.pdf", new byte[] {4});
        scene.database.execute("update artifacts set created_at = now() - interval '40 days' where id <> '4'");
        scene.with(
                        "scope: {}",
                        "scope: {organisations: [acme], olderThan: 30d, keys: 'reports/.*'}\norganisations: {acme: globex}")
                .with("\"{key}\"", "\"{organisation}/{id}/{name}\"");

        assertThat(scene.live()).as(scene.output()).isZero();

        assertThat(scene.database.query("select id, organisation, binding, key from artifacts order by id"))
                .containsExactly(
                        "1 globex new globex/1/a.pdf",
                        "2 acme old pictures/b.png",
                        "3 other old reports/c.pdf",
                        "4 acme old reports/new.pdf");
        assertThat(scene.output()).contains("outside the plan, 3 artifacts");
    }

    @Test
    void anotherRunIncludesWhatStillPointsElsewhereAndNothingElse() {
        scene.artifact("1", "upload", "a", "x");
        assertThat(scene.live()).as(scene.output()).isZero();
        scene.artifact("2", "upload", "b", "y");
        scene.beforeNew.forget();

        assertThat(scene.live("--attempt", "fresh")).as(scene.output()).isZero();

        assertThat(scene.output()).contains("1 of 1 artifacts moved");
        assertThat(scene.beforeNew.count(call -> call.path().equals("/new-files/a")))
                .isZero();
        assertThat(scene.live("--attempt", "fresh")).as(scene.output()).isZero();
        assertThat(scene.output()).contains("0 of 0 artifacts moved");
    }

    @Test
    void nothingAtAllIsNoSuccess() {
        assertThat(scene.live()).isEqualTo(10);
    }

    @Test
    void keepsTheEvidenceInTheBucket() {
        scene.artifact("1", "upload", "a", "x");
        scene.environment.putAll(Map.of(
                "MOVEIN_FILED_BY", "octocat",
                "MOVEIN_FILED_AT", "2026-11-26T10:00:00Z",
                "MOVEIN_APPROVED_BY", "hubot",
                "MOVEIN_APPROVED_AT", "2026-11-26T11:00:00Z"));

        assertThat(scene.live()).as(scene.output()).isZero();

        var evidence = scene.next.keys("new-files").stream()
                .filter(key -> key.startsWith("movein-evidence/"))
                .toList();
        assertThat(evidence)
                .hasSize(4)
                .anyMatch(key -> key.endsWith("items.ndjson.zst"))
                .anyMatch(key -> key.endsWith("SHA256SUMS"));
        var run = evidence.stream()
                .filter(key -> key.endsWith("run.json"))
                .findFirst()
                .orElseThrow();
        assertThat(scene.next.content("new-files", run))
                .asString()
                .contains("our own bucket is active since Monday")
                .doesNotContain("movein-secret");

        assertThat(scene.execute("evidence", "s3://new-files/" + run.replace("run.json", "")))
                .as(scene.output())
                .isZero();
        assertThat(scene.output())
                .contains("our own bucket is active since Monday", "read back, equal by SHA-256")
                .containsPattern("mode +live")
                .contains("\"target\":\"new\"", "\"filedBy\":\"octocat\"", "\"filedAt\":\"2026-11-26T10:00:00Z\"")
                .contains("\"approvedBy\":\"hubot\"", "\"approvedAt\":\"2026-11-26T11:00:00Z\"")
                .containsPattern("state +bytes +at +key +cause")
                .containsPattern("migrated +1 +2\\S+Z +1");
        assertThat(scene.execute("evidence", "s3://others/run-1/")).isEqualTo(2);
        scene.next.put("new-files", run, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(scene.execute("evidence", "s3://new-files/" + run.replace("run.json", "")))
                .isEqualTo(5);
        assertThat(scene.output()).contains("it was changed after the run");
    }
}
