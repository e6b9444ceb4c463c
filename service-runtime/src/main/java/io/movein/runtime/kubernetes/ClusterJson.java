package io.movein.runtime.kubernetes;

import com.google.gson.Gson;
import io.kubernetes.client.openapi.JSON;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How this JVM's Kubernetes clients read and write JSON: field by field, straight into the client's types. As the client does it by
 * itself, each object within an object is made a tree first, held against the list of fields of that very version of Kubernetes, and made a
 * tree again; a Pod is copied a dozen times, and a field that only a newer API server knows makes the whole answer unreadable.
 */
public final class ClusterJson {
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    private ClusterJson() {}

    /** From now on, by every client of this JVM: their reading of JSON is one. */
    public static void take() {
        if (TAKEN.compareAndSet(false, true)) {
            JSON.setGson(gson());
        }
    }

    static Gson gson() {
        var asUsual = JSON.getGson();
        return JSON.createGson()
                .registerTypeAdapter(Date.class, asUsual.getAdapter(Date.class))
                .registerTypeAdapter(java.sql.Date.class, asUsual.getAdapter(java.sql.Date.class))
                .registerTypeAdapter(OffsetDateTime.class, asUsual.getAdapter(OffsetDateTime.class))
                .registerTypeAdapter(LocalDate.class, asUsual.getAdapter(LocalDate.class))
                .registerTypeAdapter(byte[].class, asUsual.getAdapter(byte[].class))
                .registerTypeAdapterFactory(new EmptyLists())
                .create();
    }
}
