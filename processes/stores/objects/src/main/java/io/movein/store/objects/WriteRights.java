package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What may not be done at a place to which a run is going to write, asked beforehand and without a trace: an upload is begun and given up,
 * and what is not there is deleted. Where the bucket keeps versions, or does not say that it keeps none, the latter is not asked: it would
 * leave a marker.
 */
final class WriteRights {

    private final ObjectStore store;
    private final String key = "movein-dry-run-" + UUID.randomUUID();
    private final List<String> missing = new ArrayList<>();

    WriteRights(ObjectStore store) {
        this.store = store;
    }

    /** @return each with the server's reason */
    List<String> missing() {
        attempt("write", () -> store.giveUp(key, begun()));
        if (keepsNoVersions()) {
            attempt("delete", this::delete);
        }
        return missing;
    }

    private String begun() {
        return new ObjectWriting(store, key, Names.checked(store.place, key), Description.NONE, false).begin();
    }

    private void delete() {
        store.calls.writing(() -> "delete " + Names.show(key), () -> {
            store.protocol.delete(Names.checked(store.place, key));
            return true;
        });
    }

    private boolean keepsNoVersions() {
        try {
            return !store.calls.reading(() -> "ask for versions", store.protocol::keepsVersions);
        } catch (StoreFailure notTold) {
            if (notTold.is(Kind.STOPPED)) {
                throw notTold;
            }
            return false;
        }
    }

    private void attempt(String what, Runnable call) {
        try {
            call.run();
        } catch (StoreFailure failure) {
            switch (failure.kind()) {
                case DENIED, CREDENTIALS, NO_BUCKET ->
                    missing.add("may not %s: %s".formatted(what, failure.getMessage()));
                case GONE, UNSUPPORTED -> {
                    // there was nothing to delete, or it is done in another way
                }
                default -> throw failure;
            }
        }
    }
}
