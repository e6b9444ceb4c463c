package io.movein.store.objects;

import io.movein.process.lease.LeaseRecord;
import io.movein.process.lease.LeaseStore;
import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * A lease at an object store: one object for each epoch, of which the highest counts. An epoch is begun by a write to a key that must be
 * free, so one process alone begins it; its object is written over by its holder alone. So it needs {@code If-None-Match: *} and no other
 * conditional write. A server without that, for which {@link ObjectStoreSettings#conditionalWrites} is off, lets two processes that start
 * within the same moment both begin an epoch: the one whose object is not there afterwards finds itself fenced at its next look.
 */
public final class ObjectLeaseStore implements LeaseStore {

    private final ObjectStore store;
    private final String prefix;

    /** @param prefix of this lease alone */
    public ObjectLeaseStore(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public Optional<LeaseRecord> read() throws IOException {
        try {
            var highest = highest();
            return highest.isEmpty() ? Optional.empty() : record(highest.get());
        } catch (StoreFailure failure) {
            throw failed(failure);
        }
    }

    private Optional<String> highest() {
        var keys = new ArrayList<String>();
        store.list(prefix).forEachRemaining(listed -> keys.add(listed.key()));
        return keys.stream().max(Comparator.naturalOrder());
    }

    private Optional<LeaseRecord> record(String key) throws IOException {
        var fetched = store.fetch(key);
        if (fetched.isEmpty()) {
            return Optional.empty();
        }
        try (var object = fetched.get()) {
            return Optional.of(LeaseRecord.read(object.content().readAllBytes()));
        }
    }

    @Override
    public boolean replace(Optional<LeaseRecord> expected, LeaseRecord wanted) throws IOException {
        try {
            if (!read().map(LeaseStoreKey::of).equals(expected.map(LeaseStoreKey::of))) {
                return false;
            }
            return expected.map(LeaseRecord::epoch).equals(Optional.of(wanted.epoch()))
                    ? renewed(wanted)
                    : begun(expected, wanted);
        } catch (StoreFailure failure) {
            throw failed(failure);
        }
    }

    /** Whose it is; when it was renewed is its holder's alone. */
    private record LeaseStoreKey(String holder, long epoch) {

        static LeaseStoreKey of(LeaseRecord record) {
            return new LeaseStoreKey(record.holder(), record.epoch());
        }
    }

    private boolean renewed(LeaseRecord wanted) {
        store.replace(key(wanted.epoch()), wanted.json());
        return true;
    }

    private boolean begun(Optional<LeaseRecord> expected, LeaseRecord wanted) throws IOException {
        var key = key(wanted.epoch());
        var content = wanted.json();
        try (var upload = store.upload(key, Description.NONE, content.length)) {
            upload.write(content);
            upload.finish();
        } catch (StoreFailure failure) {
            if (!failure.is(Kind.OCCUPIED) && !failure.is(Kind.UNAVAILABLE)) {
                throw failure;
            }
        }
        // whatever was answered
        var mine = record(key)
                .filter(found -> Arrays.equals(found.json(), content))
                .isPresent();
        if (mine) {
            expected.map(old -> key(old.epoch())).flatMap(store::find).ifPresent(store::delete);
        }
        return mine;
    }

    private String key(long epoch) {
        return "%sepoch-%012d".formatted(prefix, epoch);
    }

    private static IOException failed(StoreFailure failure) {
        return new IOException(failure.getMessage(), failure);
    }

    @Override
    public String location() {
        return "%s%s".formatted(store.place(), prefix);
    }
}
