package io.movein.tier;

/** What may be interrupted while it is made. */
interface Work<T> {
    T make() throws InterruptedException;
}
