package io.movein.store.search;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** An index of two tenants, for each test one of its own, on each engine. */
abstract class ASharedIndex {
    @TempDir
    static Path folder;

    @Parameter
    Engine engine;

    SharedIndex index;

    @BeforeEach
    final void open() {
        index = new SharedIndex(engine, folder).write(0, 100);
    }

    @AfterEach
    final void close() {
        index.close();
    }
}
