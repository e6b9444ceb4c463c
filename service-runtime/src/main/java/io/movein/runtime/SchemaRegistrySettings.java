package io.movein.runtime;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where schemas are registered; without an address the public topics are written in Avro's single-object encoding.
 *
 * @param url of Confluent's REST API, without a slash at its end; empty: none
 * @param credentials {@code user:password}
 */
public record SchemaRegistrySettings(String url, Optional<Secret> credentials) {
    static final SchemaRegistrySettings NONE = new SchemaRegistrySettings("", Optional.empty());
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
                in.optionalSecret("MOVEIN_SCHEMA_REGISTRY_CREDENTIALS"));
    }

    boolean isThere() {
        return !url.isEmpty();
    }
}
