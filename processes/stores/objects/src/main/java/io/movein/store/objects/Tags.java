package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads an object's tags, where there are any. A server that knows no tags is asked once. */
public final class Tags {

    private final boolean dropped;
    private final Set<String> without = ConcurrentHashMap.newKeySet();

    /** @param dropped whether nobody wants them, so that none are asked for */
    public Tags(boolean dropped) {
        this.dropped = dropped;
    }

    /** @return none also where the server knows no tags */
    public Map<String, String> of(ObjectStore store, String key) {
        if (dropped || without.contains(store.place().name())) {
            return Map.of();
        }
        try {
            return store.tags(key);
        } catch (StoreFailure failure) {
            if (!failure.is(Kind.UNSUPPORTED)) {
                throw failure;
            }
            without.add(store.place().name());
            return Map.of();
        }
    }
}
