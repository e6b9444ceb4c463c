package io.movein.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.Stop;
import io.movein.process.cli.ProcessCommand;
import io.movein.storage.configuration.StoragePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfigurationIT extends SceneIT {

    @Test
    void saysEverythingThatIsWrongAtOnceBeforeAnythingIsTouched() {
        scene.with("reason: our own bucket is active since Monday", "resaon: x")
                .with("status: disabled", "status: off")
                .with("partSize: 5MiB", "partSize: much")
                .with("bucket: old-files", "bucket: x");

        assertThat(scene.live()).isEqualTo(2);

        assertThat(scene.output())
                .contains(
                        "reason",
                        "resaon",
                        "bindings.old.status",
                        "active, disabled",
                        "transfer.partSize",
                        "bindings.old.bucket");
        assertThat(scene.beforeOld.calls()).isEmpty();
    }

    @Test
    void saysWhatTheSchemaCannot() {
        scene.with("target: new", "target: newer")
                .with("scope: {}", "scope: {bindings: [older]}")
                .with("\"{key}\"", "\"{owner}/{key}\"");

        assertThat(scene.live()).isEqualTo(2);

        assertThat(scene.output()).contains("target: 'newer'", "scope.bindings (older): 'older'", "naming: {owner}");
    }

    @Test
    void saysInOneSentenceEachWhatIsWrongWithTheSides() {
        scene.with("bucket: old-files", "bucket: none-there")
                .with("region: us-east-1\n    bucket: new-files", "region: eu-west-1\n    bucket: new-files")
                .with("table: artifacts", "table: artefacts");

        assertThat(scene.live()).isEqualTo(2);

        assertThat(scene.output())
                .contains(
                        "bindings.old: old (",
                        "answered 404 NoSuchBucket; there is no bucket 'none-there' there",
                        "bindings.new: new (",
                        "the bucket is not in the region 'eu-west-1'",
                        "relation \"artefacts\" does not exist");
    }

    @Test
    void saysWhoseAccessKeyIsNotValid() {
        scene.secret("old-bucket/access-key", "nobody's");

        assertThat(scene.live()).isEqualTo(2);

        assertThat(scene.output())
                .contains(
                        "bindings.old: old (",
                        "answered 403 InvalidAccessKeyId; the access key is not valid (any more): renew the secret")
                .doesNotContain("bindings.new");
        assertThat(scene.beforeNew.calls().stream()
                        .filter(call -> isPut(call) && !call.path().startsWith("/new-files/movein-evidence/")))
                .isEmpty();
    }

    @Test
    void saysThatASideCannotBeReachedOrTheClockIsWrong() {
        scene.old.close();
        scene.beforeOld.close();
        scene.next.setClock(Duration.ofHours(2));

        assertThat(scene.execute("validate")).isEqualTo(2);

        assertThat(scene.output())
                .contains(
                        "list: no answer",
                        "is the endpoint right, and may this process reach it?",
                        "(expected a source that can be listed)",
                        "set the clock right",
                        "(expected the target that can be listed)");
    }

    @Test
    void theExampleOfHelpAndOfTheDocumentationAreRight() throws IOException {
        var page = Files.readString(Path.of("../../docs/storage-migration.md"));
        var start = page.indexOf("```yaml") + "```yaml\n".length();
        var example = page.substring(start, page.indexOf("```", start));

        var plan = new StorageMigration().format().read(example);

        assertThat(plan.problems()).isEmpty();
        assertThat(plan).extracting(StoragePlan::target).isEqualTo("new");
        assertThat(new StorageMigration().format().read(Example.TEXT).problems())
                .isEmpty();
    }

    @Test
    void needsAModeAndHasNoDefault() {
        assertThat(scene.execute("run")).isEqualTo(2);
        assertThat(scene.output()).contains("MOVEIN_MODE");
        assertThat(ProcessCommand.execute(
                        new StorageMigration(),
                        new String[] {"schema"},
                        java.util.Map.of(),
                        System.out,
                        false,
                        new Stop()))
                .isZero();
    }
}
