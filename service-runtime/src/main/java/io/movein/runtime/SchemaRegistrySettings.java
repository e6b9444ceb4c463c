package io.movein.runtime;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where schemas are registered; without an address the public topics are written in Avro's single-object encoding.
 *
 * @param url of Confluent's REST API, without a slash at its end; empty: none
 * @param credentials {@code user:password}
 * @param memory where its numbers are kept from one start to the next; empty: nowhere
 */
public record SchemaRegistrySettings(String url, Optional<Secret> credentials, Optional<Path> memory) {
    static final SchemaRegistrySettings NONE = new SchemaRegistrySettings("", Optional.empty(), Optional.empty());
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s?#]+");

    public SchemaRegistrySettings {
        if (!url.isEmpty() && !ADDRESS.matcher(url).matches()) {
            throw new IllegalArgumentException("MOVEIN_SCHEMA_REGISTRY_URL is '" + url
                    + "' (expected http:// or https:// with the address of Confluent's REST API)");
        }
        url = url.replaceFirst("/+$", "");
    }

    static SchemaRegistrySettings read(Settings in) {
        return new SchemaRegistrySettings(
                in.optional("MOVEIN_SCHEMA_REGISTRY_URL").orElse(""),
                in.optionalSecret("MOVEIN_SCHEMA_REGISTRY_CREDENTIALS"),
                in.optional("MOVEIN_STATE_DIR").map(Path::of));
    }

    boolean isThere() {
        return !url.isEmpty();
    }
}
