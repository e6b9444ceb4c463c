package io.movein.tier;

import io.movein.process.Secrets;
import io.movein.process.items.Blame;
import io.movein.process.retry.Retries;
import io.movein.store.objects.AccessKeys;
import io.movein.store.objects.AccessKeys.AccessKey;
import io.movein.store.objects.Encryption;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.ObjectStoreSettings;
import io.movein.store.objects.Place;
import io.movein.tier.configuration.TierPlan;

/** Opens the buckets of a plan. */
final class Buckets {

    private Buckets() {}

    /** @param name in the words of the plan: {@code evidence} */
    static ObjectStore open(String name, TierPlan.Bucket bucket, Secrets secrets, Retries retries, Blame side) {
        return new ObjectStore(
                new Place(
                        name, bucket.endpoint(), bucket.region(), bucket.bucket(), bucket.prefix(), bucket.pathStyle()),
                new AccessKeys(() -> new AccessKey(
                        secrets.read(bucket.accessKey()).text(),
                        secrets.read(bucket.secretKey()).text(),
                        "")),
                new Encryption.None(),
                ObjectStoreSettings.USUAL,
                retries,
                side);
    }
}
