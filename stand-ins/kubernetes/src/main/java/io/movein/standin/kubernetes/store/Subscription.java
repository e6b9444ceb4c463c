package io.movein.standin.kubernetes.store;

/** Ends the hearing of changes. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
