package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /verify} of every store, while the tenant writes to all of them. */
@Timeout(240)
class FollowedStoresIT {

    @TempDir
    Path folder;

    @Test
    void comparesEveryStoreExactlyWhileTheTenantWritesToAllOfThem() throws Exception {
        PgDump.assumeInstalled();
        try (var scene = new Scene(folder);
                var stores = new EveryStore(scene, folder)) {
            scene.following().with("cutover: automatic", "cutover: on-command");
            var run = scene.liveInTheBackground();
            scene.await("\"phase\":\"follow\"");
            try (var writer = Writer.start(scene);
                    var load = stores.load()) {
                for (var time = 1; time <= 2; time++) {
                    var before = load.times();
                    scene.await("ten more writes to each store", () -> load.times() > before + 10);
                    scene.verified("all of \\d+ checks are exact", time);
                }
                assertThat(scene.output())
                        .containsPattern("while following: the database at position .*, the records of 2 partitions .*,"
                                + " the objects as they were listed, .*, the documents at a point in time");
                stores.damage();
                writer.awaitMore(5);
                scene.verified("3 of \\d+ checks do not match", 1);
            }
            assertThat(scene.output())
                    .contains("DIFFERS: checksum of objects of shared/acme/ (source ")
                    .contains("DIFFERS: checksum of documents of orders (source ")
                    .contains("'05' was changed at the target after it was copied", "6 has another content");

            scene.command("rollback", "");

            assertThat(run.get(200, TimeUnit.SECONDS)).as(scene.output()).isEqualTo(143);
        }
    }
}
