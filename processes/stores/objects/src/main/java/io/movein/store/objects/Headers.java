package io.movein.store.objects;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A {@link Description} from and to requests; every value as it is on the wire. */
final class Headers {

    private static final String METADATA = "x-amz-meta-";
    private static final String ENCRYPTION = "x-amz-server-side-encryption";
    private static final String REDIRECT = "x-amz-website-redirect-location";

    private Headers() {}

    static Stored stored(String key, Answer answer) {
        var headers = answer.headers();
        var description = new Description(
                headers.get("content-type"),
                headers.get("cache-control"),
                headers.get("content-disposition"),
                headers.get("content-encoding"),
                headers.get("content-language"),
                headers.get("expires"),
                headers.get(REDIRECT),
                metadata(headers),
                Map.of());
        return new Stored(
                key, answer.length().orElse(0), answer.etag(), description, headers.getOrDefault(ENCRYPTION, ""));
    }

    private static Map<String, String> metadata(Map<String, String> headers) {
        var metadata = new HashMap<String, String>();
        headers.forEach((name, value) -> {
            if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), value);
            }
        });
        return Map.copyOf(metadata);
    }

    /** For an object that is begun. */
    static Map<String, String> of(Description d, Encryption encryption) {
        var headers = new TreeMap<String, String>();
        put(headers, "content-type", d.contentType());
        put(headers, "cache-control", d.cacheControl());
        put(headers, "content-disposition", d.contentDisposition());
        put(headers, "content-encoding", d.contentEncoding());
        put(headers, "content-language", d.contentLanguage());
        put(headers, "expires", d.expires());
        put(headers, REDIRECT, d.redirect());
        d.metadata().forEach((name, value) -> headers.put(METADATA + name.toLowerCase(Locale.ROOT), value));
        if (!d.tags().isEmpty()) {
            headers.put("x-amz-tagging", tagging(d));
        }
        switch (encryption) {
            case Encryption.SseS3 _ -> headers.put(ENCRYPTION, "AES256");
            case Encryption.SseKms kms -> {
                headers.put(ENCRYPTION, "aws:kms");
                headers.put(ENCRYPTION + "-aws-kms-key-id", kms.keyId());
            }
            case Encryption.None _ -> {}
            case Encryption.ClientSide _ -> {}
        }
        return headers;
    }

    private static void put(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    private static String tagging(Description description) {
        return description.tags().entrySet().stream()
                .map(tag -> Request.encoded(tag.getKey()) + "=" + Request.encoded(tag.getValue()))
                .collect(Collectors.joining("&"));
    }
}
