package io.movein.runtime;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The numbers that a registry has given to schemas, in a file, so that a start does not need it. They spare a wait and nothing else. */
final class RememberedIds {
    private static final Logger LOG = LoggerFactory.getLogger(RememberedIds.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "schema-ids.json";

    private final Optional<Path> folder;
    private final String registry;

    /** @param registry whose numbers they are */
    RememberedIds(Optional<Path> folder, String registry) {
        this.folder = folder;
        this.registry = registry;
    }

    void keep(Map<Schema, Integer> ids) {
        folder.ifPresent(into -> {
            var named = new HashMap<String, Integer>();
            ids.forEach((schema, id) -> named.put(key(schema), id));
            try {
                var written = Files.createTempFile(Files.createDirectories(into), FILE, ".new");
                JSON.writeValue(written.toFile(), named);
                Files.move(written, into.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                LOG.warn("the registry's numbers cannot be kept in '{}': {}", into, e.toString());
            }
        });
    }

    /** Those of all these; empty where one is missing. */
    Map<Schema, Integer> ofAll(Collection<Schema> schemas) {
        var named = folder.map(from -> from.resolve(FILE))
                .filter(Files::exists)
                .map(RememberedIds::read)
                .orElse(Map.of());
        var ids = new HashMap<Schema, Integer>();
        for (var schema : schemas) {
            var id = named.get(key(schema));
            if (id == null) {
                return Map.of();
            }
            ids.put(schema, id);
        }
        return ids;
    }

    private static Map<String, Integer> read(Path file) {
        try {
            return JSON.readValue(file.toFile(), new TypeReference<Map<String, Integer>>() {});
        } catch (IOException e) {
            LOG.warn("'{}' cannot be read: {}", file, e.toString());
            return Map.of();
        }
    }

    private String key(Schema schema) {
        return "%s %s %016x"
                .formatted(registry, schema.getFullName(), SchemaNormalization.parsingFingerprint64(schema));
    }
}
