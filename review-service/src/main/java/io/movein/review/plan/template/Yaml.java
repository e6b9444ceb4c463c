package io.movein.review.plan.template;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Values as YAML has them: a text in double quotes with JSON's escapes is the same text in both. */
final class Yaml {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Yaml() {}

    static String text(@Nullable String value) {
        return value == null ? "null" : JSON.writeValueAsString(value);
    }

    /** In a comment a text is one line. */
    static String comment(@Nullable String value) {
        return value == null ? "" : value.replaceAll("\\s+", " ").strip();
    }
}
