package io.movein.contract;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that records were written with, by their fingerprint. A published one is parsed when its first record comes: there are
 * far more of them than one service ever meets.
 */
final class WriterSchemas implements SchemaStore {
    private final Map<Long, Schema> met = new ConcurrentHashMap<>();

    /** @param unpublished which are known too */
    WriterSchemas(Schema... unpublished) {
        for (var schema : unpublished) {
            met.put(SchemaNormalization.parsingFingerprint64(schema), schema);
        }
    }

    @Override
    public @Nullable Schema findByFingerprint(long fingerprint) {
        var known = met.get(fingerprint);
        return known != null
                ? known
                : PublishedSchemas.byFingerprint("%016x".formatted(fingerprint))
                        .map(published -> met.computeIfAbsent(fingerprint, _ -> published.parsed()))
                        .orElse(null);
    }
}
