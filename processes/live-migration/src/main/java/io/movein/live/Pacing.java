package io.movein.live;

/** How fast a copy is made; asked for again and again. */
public interface Pacing {

    /** Batches under way. */
    int parallel();

    /** Waits until so many bytes may be copied. */
    void take(long bytes) throws InterruptedException;
}
