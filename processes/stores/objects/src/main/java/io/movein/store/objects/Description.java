package io.movein.store.objects;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an object carries besides its content. Values are as on the wire; a header that is not set is null.
 *
 * @param expires  any text, as servers keep any
 * @param metadata the user's, names in lower case
 * @param tags     empty also where the server knows no tags
 */
public record Description(
        @Nullable String contentType,
        @Nullable String cacheControl,
        @Nullable String contentDisposition,
        @Nullable String contentEncoding,
        @Nullable String contentLanguage,
        @Nullable String expires,
        @Nullable String redirect,
        Map<String, String> metadata,
        Map<String, String> tags) {

    public static final Description NONE =
            new Description(null, null, null, null, null, null, null, Map.of(), Map.of());

    public Description withTags(Map<String, String> other) {
        return new Description(
                contentType,
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                expires,
                redirect,
                metadata,
                other);
    }

    public Description withMetadata(Map<String, String> other) {
        return new Description(
                contentType,
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                expires,
                redirect,
                other,
                tags);
    }
}
