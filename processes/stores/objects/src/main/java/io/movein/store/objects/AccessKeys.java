package io.movein.store.objects;

import java.util.function.Supplier;

/**
 * The credentials of a place. They are read again when an answer says that they are not (any more) valid, as they may have been rotated.
 */
public final class AccessKeys {

    /** @param token of a session; empty for a lasting key */
    public record AccessKey(String id, String secret, String token) {

        /** Never with the secret. */
        @Override
        public String toString() {
            return id;
        }
    }

    private final Supplier<AccessKey> source;
    private volatile AccessKey current;

    public AccessKeys(Supplier<AccessKey> source) {
        this.source = source;
        this.current = source.get();
    }

    public AccessKey current() {
        return current;
    }

    /**
     * Whether it is worth asking again.
     *
     * @param used the key that was refused
     */
    boolean haveChangedSince(AccessKey used) {
        if (current.equals(used)) {
            current = source.get();
        }
        return !current.equals(used);
    }
}
