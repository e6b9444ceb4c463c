package io.movein.runtime;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.movein.contract.PublishedSchemas;
import io.movein.contract.PublishedSchemas.PublishedSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * `GET /schemas`: every schema that was ever published, for readers of the stream that have none of our jars. A schema never changes
 * once it is published, so what is asked for by fingerprint or version may be kept for ever.
 */
@Controller("/schemas")
final class SchemasController {
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    @Get
    List<Map<String, Object>> all() {
        return PublishedSchemas.entries().stream()
                .map(SchemasController::described)
                .toList();
    }

    @Get(uri = "/{schema}", produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> one(String schema) {
        return schema.matches("[0-9a-f]{16}")
                ? answer(PublishedSchemas.byFingerprint(schema), "no schema has the fingerprint", schema)
                        .header("Cache-Control", FOR_EVER)
                : answer(PublishedSchemas.newest(schema), "no record is called", schema);
    }

    @Get(uri = "/{name}/{version}", produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> version(String name, int version) {
        return answer(PublishedSchemas.version(name, version), "there is no version " + version + " of", name)
                .header("Cache-Control", FOR_EVER);
    }

    private static io.micronaut.http.MutableHttpResponse<String> answer(
            Optional<PublishedSchema> found, String what, String value) {
        return found.map(schema -> HttpResponse.ok(schema.text()))
                .orElseGet(() -> HttpResponse.notFound("{\"message\":\"" + what + " '"
                        + value.replaceAll("[^A-Za-z0-9._-]", "?") + "'; GET /schemas lists all\"}"));
    }

    private static Map<String, Object> described(PublishedSchema schema) {
        var all = new LinkedHashMap<String, Object>();
        all.put("name", schema.name());
        all.put("version", schema.version());
        all.put("fingerprint", schema.fingerprint());
        all.put("href", "/schemas/" + schema.fingerprint());
        return all;
    }
}
