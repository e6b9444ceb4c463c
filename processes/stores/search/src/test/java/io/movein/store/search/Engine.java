package io.movein.store.search;

import io.movein.standin.search.SearchProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server of each kind, for all tests of this process. */
enum Engine {
    OPENSEARCH {
        @Override
        SearchProcess start(Path folder) {
            return SearchProcess.start(folder, Map.of(), SomebodysPipelines.class.getName());
        }

        @Override
        void forget(String point) {
            server().ask("DELETE", "/_search/point_in_time", "{\"pit_id\":[\"%s\"]}".formatted(point));
        }
    },
    ELASTICSEARCH {
        // with its own class path: both have a Lucene
        @Override
        SearchProcess start(Path folder) {
            try {
                var target = Path.of("../../../stand-ins/elasticsearch/target");
                var classPath = target.resolve("classes")
                        + File.pathSeparator
                        + Files.readString(target.resolve("classpath")).strip();
                return SearchProcess.start(
                        folder,
                        classPath,
                        "io.movein.standin.elasticsearch.ElasticsearchNode",
                        "io.movein.standin.elasticsearch.SomebodysPipelines");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void forget(String point) {
            server().ask("DELETE", "/_pit", "{\"id\":\"%s\"}".formatted(point));
        }
    };

    private @Nullable SearchProcess server;

    abstract SearchProcess start(Path folder);

    /** Ends a point in time. */
    abstract void forget(String point);

    synchronized SearchProcess server() {
        if (server == null) {
            server = start(Path.of(
                    "target", "%s-%d".formatted(this, ProcessHandle.current().pid())));
        }
        return server;
    }
}
