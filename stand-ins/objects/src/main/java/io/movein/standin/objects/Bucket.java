package io.movein.standin.objects;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Objects by the bytes of their names, and uploads that were begun. */
final class Bucket {

    static final Comparator<String> BY_BYTES =
            Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    /**
     * @param headers as they were sent, that are given back
     * @param tagging as it was sent: URL-encoded
     */
    record Blob(Content content, Map<String, String> headers, String tagging, Instant modified) {

        Blob(Content content, Map<String, String> headers, String tagging) {
            this(content, headers, tagging, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        }

        Map<String, String> tags() {
            var tags = new TreeMap<String, String>();
            for (var tag : tagging.isEmpty() ? new String[0] : tagging.split("&")) {
                var parts = tag.split("=", 2);
                tags.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
            return tags;
        }
    }

    record PartsOf(String key, Map<String, String> headers, String tagging, SortedMap<Integer, Content> parts) {}

    final ConcurrentSkipListMap<String, Blob> blobs = new ConcurrentSkipListMap<>(BY_BYTES);
    final Map<String, PartsOf> uploads = new ConcurrentHashMap<>();

    /** @return false if it had to be absent and is not */
    boolean put(String key, Blob blob, boolean ifAbsent) {
        if (ifAbsent) {
            return blobs.putIfAbsent(key, blob) == null;
        }
        blobs.put(key, blob);
        return true;
    }

    String begin(String key, Map<String, String> headers, String tagging) {
        var id = UUID.randomUUID().toString();
        uploads.put(
                id, new PartsOf(key, headers, tagging, java.util.Collections.synchronizedSortedMap(new TreeMap<>())));
        return id;
    }

    @Nullable
    PartsOf upload(String id, String key) {
        var upload = uploads.get(id);
        return upload != null && upload.key.equals(key) ? upload : null;
    }
}
