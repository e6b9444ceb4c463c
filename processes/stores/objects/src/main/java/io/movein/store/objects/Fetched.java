package io.movein.store.objects;

import java.io.IOException;
import java.io.InputStream;

/** An object on its way out of a store. */
public record Fetched(Stored stored, InputStream content) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        content.close();
    }
}
