package io.movein.standin.elasticsearch;

import java.util.Map;
import org.elasticsearch.ingest.AbstractProcessor;
import org.elasticsearch.ingest.IngestDocument;
import org.elasticsearch.ingest.Processor;
import org.elasticsearch.plugins.IngestPlugin;
import org.elasticsearch.plugins.Plugin;
import org.jspecify.annotations.Nullable;

/** What the pipelines of a server may do to a document: change it, drop it, or send it to another index. */
public final class SomebodysPipelines extends Plugin implements IngestPlugin {

    @Override
    public Map<String, Processor.Factory> getProcessors(Processor.Parameters parameters) {
        return Map.of(
                "change",
                step("change", document -> {
                    document.setFieldValue("n", -1);
                    return document;
                }),
                "drop",
                step("drop", _ -> null),
                "redirect",
                step("redirect", document -> {
                    document.setFieldValue("_index", "elsewhere");
                    return document;
                }));
    }

    private static Processor.Factory step(String type, Change change) {
        return (_, tag, description, _) -> new AbstractProcessor(tag, description) {
            @Override
            public @Nullable IngestDocument execute(IngestDocument document) {
                return change.of(document);
            }

            @Override
            public String getType() {
                return type;
            }
        };
    }

    private interface Change {
        @Nullable
        IngestDocument of(IngestDocument document);
    }
}
