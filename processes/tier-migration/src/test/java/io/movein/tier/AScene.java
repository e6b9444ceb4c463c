package io.movein.tier;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A tenant to be moved, for each test one of its own. */
abstract class AScene {
    @TempDir
    Path folder;

    Scene scene;

    @BeforeEach
    final void open() {
        PgDump.assumeInstalled();
        scene = new Scene(folder);
    }

    @AfterEach
    final void close() {
        if (scene != null) {
            scene.close();
        }
    }

    /** Of the plan's migration. */
    TargetMarker marker() {
        var plan = scene.plan();
        return new TargetMarker(scene.target, plan.database().orElseThrow(), MigrationName.of(plan));
    }
}
