package io.movein.store.objects;

import java.time.Duration;

/**
 * How objects are written.
 *
 * @param partSize          bytes; a larger object is sent in parts of this size (S3 wants 5 MiB at least)
 * @param partsAtOnce       of one object
 * @param conditionalWrites whether the server honours {@code If-None-Match: *}; without it the key is looked at just before the
 *                          write, and a write of somebody else's in between would be replaced
 * @param silence           after which a call without an answer has failed
 */
public record ObjectStoreSettings(int partSize, int partsAtOnce, boolean conditionalWrites, Duration silence) {

    public static final ObjectStoreSettings USUAL =
            new ObjectStoreSettings(16 * 1024 * 1024, 3, true, Duration.ofSeconds(30));
    static final int MOST_PARTS = 10_000;

    public ObjectStoreSettings withPartSize(int bytes) {
        return new ObjectStoreSettings(bytes, partsAtOnce, conditionalWrites, silence);
    }

    public ObjectStoreSettings withConditionalWrites(boolean honoured) {
        return new ObjectStoreSettings(partSize, partsAtOnce, honoured, silence);
    }
}
