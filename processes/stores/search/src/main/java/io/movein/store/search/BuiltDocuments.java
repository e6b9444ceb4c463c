package io.movein.store.search;

/** The tenant's documents as its application would write them, made of something else than an index. Each reading gives the same. */
public interface BuiltDocuments {

    interface Sink {

        /**
         * @param routing empty for that of the id
         * @param source  a JSON object
         */
        void take(String id, String routing, String source) throws InterruptedException;
    }

    void each(Sink sink) throws InterruptedException;
}
