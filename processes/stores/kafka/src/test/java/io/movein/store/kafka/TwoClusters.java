package io.movein.store.kafka;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A test of topics that move from one cluster to another. */
@Timeout(240)
abstract class TwoClusters {

    @TempDir
    Path folder;

    Clusters clusters;

    @BeforeEach
    void start() {
        clusters = new Clusters(folder);
    }

    @AfterEach
    void stop() throws Exception {
        clusters.close();
    }
}
