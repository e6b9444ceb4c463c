package io.movein.store.objects;

import java.util.ArrayList;
import java.util.List;
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

    /**
     * What of this another does not have as it is, by name; tags apart. What is not set here may be set there: servers have defaults.
     */
    public List<String> missingIn(Description other) {
        var missing = new ArrayList<String>();
        unless(contentType, other.contentType, "content type", missing);
        unless(cacheControl, other.cacheControl, "cache control", missing);
        unless(contentDisposition, other.contentDisposition, "content disposition", missing);
        unless(contentEncoding, other.contentEncoding, "content encoding", missing);
        unless(contentLanguage, other.contentLanguage, "content language", missing);
        unless(expires, other.expires, "expires", missing);
        unless(redirect, other.redirect, "website redirect", missing);
        metadata.forEach((name, value) -> unless(value, other.metadata.get(name), "metadata " + name, missing));
        return missing;
    }

    private static void unless(@Nullable String wanted, @Nullable String found, String name, List<String> missing) {
        if (wanted != null && !wanted.equals(found)) {
            missing.add("%s '%s' (it has '%s')".formatted(name, wanted, found == null ? "" : found));
        }
    }
}
