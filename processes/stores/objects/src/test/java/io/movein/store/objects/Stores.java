package io.movein.store.objects;

import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Blame;
import io.movein.process.pace.Pace;
import io.movein.process.retry.Retries;
import io.movein.standin.objects.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Stores for tests: small parts, short waits. */
final class Stores {

    static final ObjectStoreSettings SETTINGS =
            new ObjectStoreSettings(5 * 1024 * 1024, 2, true, Duration.ofSeconds(5));
    static final Pace PACE = Pace.of(new PaceSettings(8, null, null));
    static final Retries RETRIES = new Retries(StoreFailure::classify, PACE, Duration.ofMillis(2));

    private Stores() {}

    static ObjectStore at(URI endpoint, String bucket) {
        return at(endpoint, bucket, new Encryption.None());
    }

    static ObjectStore at(URI endpoint, String bucket, Encryption encryption) {
        return at(place(endpoint, bucket), new AccessKeys(Stores::key), encryption);
    }

    static ObjectStore at(Place place, AccessKeys keys, Encryption encryption) {
        return new ObjectStore(place, keys, encryption, SETTINGS, RETRIES, Blame.SOURCE);
    }

    static Place place(URI endpoint, String bucket) {
        return new Place("old", endpoint, S3Server.REGION, bucket, "", true);
    }

    static AccessKeys.AccessKey key() {
        return new AccessKeys.AccessKey(S3Server.ACCESS_KEY, S3Server.SECRET_KEY, "");
    }

    static void write(ObjectStore store, String key, byte[] content, Description description) throws IOException {
        try (var upload = store.upload(key, description, content.length)) {
            upload.write(content);
            upload.finish();
        }
    }

    static void write(ObjectStore store, String key, String content) throws IOException {
        write(store, key, content.getBytes(StandardCharsets.UTF_8), Description.NONE);
    }

    static byte[] read(ObjectStore store, String key) throws IOException {
        try (var in = store.open(store.find(key).orElseThrow());
                var out = new ByteArrayOutputStream()) {
            in.transferTo(out);
            return out.toByteArray();
        }
    }
}
