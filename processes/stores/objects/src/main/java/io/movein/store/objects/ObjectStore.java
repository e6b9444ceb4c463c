package io.movein.store.objects;

import io.movein.process.items.Blame;
import io.movein.process.pace.Turn;
import io.movein.process.retry.Retries;
import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The objects of one place. Keys are without the place's prefix. Content is plain: the place's encryption is applied on the way.
 * Every failure is a {@link StoreFailure}; what may pass was waited for before. For any number of threads.
 */
public final class ObjectStore implements AutoCloseable {

    final Place place;
    final ObjectStoreSettings settings;
    final Encryption encryption;
    private final Sealing sealing;
    final S3Protocol protocol;
    final Calls calls;
    private final ExecutorService threads;

    /** @param side whose the place is, for the pace and for failures */
    public ObjectStore(
            Place place,
            AccessKeys keys,
            Encryption encryption,
            ObjectStoreSettings settings,
            Retries retries,
            Blame side) {
        this(
                place,
                settings,
                encryption,
                S3Protocol.at(place, keys, settings.silence()),
                new Calls(place, keys, retries, side, null),
                Executors.newCachedThreadPool());
    }

    private ObjectStore(
            Place place,
            ObjectStoreSettings settings,
            Encryption encryption,
            S3Protocol protocol,
            Calls calls,
            ExecutorService threads) {
        this.place = place;
        this.settings = settings;
        this.encryption = encryption;
        this.sealing = new Sealing(place, encryption);
        this.protocol = protocol;
        this.calls = calls;
        this.threads = threads;
    }

    /** The same store, no faster than a worker's turn lets it. Only the first is closed. */
    public ObjectStore during(Turn turn) {
        return new ObjectStore(
                place,
                settings,
                encryption,
                protocol,
                new Calls(place, calls.keys(), calls.retries(), calls.side(), turn),
                threads);
    }

    public Place place() {
        return place;
    }

    public Encryption encryption() {
        return encryption;
    }

    /** All objects whose key begins so, in the server's order, as they are while it is read. */
    public Iterator<Listed> list(String prefix) {
        return new Listing(
                place, token -> calls.reading(() -> "list", () -> protocol.list(place.prefix() + prefix, token, 0)));
    }

    /** One object, in one request: whether the place can be listed at all. */
    public Optional<String> anyKey() {
        return calls.reading(() -> "list", () -> protocol.list(place.prefix(), null, 1)).objects().stream()
                .map(object -> object.key().substring(place.prefix().length()))
                .findFirst();
    }

    /** What of writing and deleting would be refused, in words; asked without leaving anything behind. */
    public List<String> missingRights() {
        return new WriteRights(this).missing();
    }

    /** @return empty if there is no such object; its tags are not asked for */
    public Optional<Stored> find(String key) {
        var whole = Names.checked(place, key);
        try {
            var head = calls.reading(() -> "look up " + Names.show(key), () -> head(whole));
            return Optional.of(unmarked(Headers.stored(key, head)));
        } catch (StoreFailure failure) {
            if (failure.is(Kind.GONE)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** A revoked key, a clock that is wrong and a missing right have one status: only a body tells them apart. */
    private Answer head(String whole) throws IOException {
        try {
            return protocol.head(whole);
        } catch (Refusal refusal) {
            if (!refusal.isAmbiguous()) {
                throw refusal;
            }
            calls.request();
            throw protocol.why(whole, refusal);
        }
    }

    /** @throws StoreFailure of kind {@code UNSUPPORTED} if the server knows no tags */
    public Map<String, String> tags(String key) {
        var whole = Names.checked(place, key);
        return calls.reading(() -> "read the tags of " + Names.show(key), () -> protocol.tags(whole));
    }

    /**
     * The content of exactly what was looked at.
     *
     * @throws StoreFailure while it is read, too: {@code CHANGED} or {@code GONE} if it is not that any more, {@code NOT_AS_STORED} if the
     *                      server gives other bytes than it says to have
     */
    public InputStream open(Stored stored) {
        var opener = opener(stored);
        return sealing.opened(new ObjectStream(place, stored, opener, calls), stored.key());
    }

    /**
     * An object and its content in one request; whoever asks closes it.
     *
     * @return empty if there is no such object
     * @throws StoreFailure as {@link #open} does
     */
    public Optional<Fetched> fetch(String key) {
        try {
            var first = get(key, "", 0);
            var stored = first.length().isEmpty()
                    ? find(key).orElseThrow(() -> gone(key))
                    : unmarked(Headers.stored(key, first));
            var content = new ObjectStream(place, stored, opener(stored), calls, first);
            return Optional.of(new Fetched(stored, sealing.opened(content, key)));
        } catch (StoreFailure failure) {
            if (failure.is(Kind.GONE)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private StoreFailure gone(String key) {
        return new StoreFailure(Kind.GONE, place, "read %s: the object no longer exists".formatted(Names.show(key)));
    }

    private ObjectStream.Opener opener(Stored stored) {
        return from -> get(stored.key(), stored.etag(), from);
    }

    private Answer get(String key, String etag, long from) {
        var whole = Names.checked(place, key);
        return calls.reading(() -> "read " + Names.show(key), () -> protocol.get(whole, etag, from));
    }

    private Stored unmarked(Stored stored) {
        return new Stored(
                stored.key(),
                stored.size(),
                stored.etag(),
                sealing.unmarked(stored.description()),
                stored.encryption());
    }

    /**
     * Begins a new object.
     *
     * @param sizeHint expected bytes; it only saves memory if it is right
     * @throws StoreFailure of kind {@code TOO_LARGE} if it does not go into 10,000 parts
     */
    public Upload upload(String key, Description description, long sizeHint) {
        return upload(key, description, sizeHint, false);
    }

    private Upload upload(String key, Description description, long sizeHint, boolean replaces) {
        var whole = Names.checked(place, key);
        if (sizeHint > (long) settings.partSize() * ObjectStoreSettings.MOST_PARTS) {
            throw new StoreFailure(
                    Kind.TOO_LARGE,
                    place,
                    "%s has %d bytes, more than 10,000 parts of %d: set the part size to %d at least"
                            .formatted(
                                    Names.show(key),
                                    sizeHint,
                                    settings.partSize(),
                                    sizeHint / ObjectStoreSettings.MOST_PARTS + 1));
        }
        return new Upload(
                new ObjectWriting(this, key, whole, sealing.marked(description), replaces),
                threads,
                settings.partSize(),
                settings.partsAtOnce(),
                sizeHint,
                sealing,
                key);
    }

    /** Writes a small object in place of what is there; only for what belongs to the caller alone. */
    public void replace(String key, byte[] content) {
        try (var upload = upload(key, Description.NONE, content.length, true)) {
            upload.write(content);
            upload.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what was looked at, if it is still that; a versioned bucket keeps it behind a delete marker. */
    public boolean delete(Stored stored) {
        var whole = Names.checked(place, stored.key());
        if (!find(stored.key()).map(now -> now.etag().equals(stored.etag())).orElse(false)) {
            return false;
        }
        calls.writing(() -> "delete " + Names.show(stored.key()), () -> {
            protocol.delete(whole);
            return true;
        });
        return true;
    }

    /** Ids of the uploads to exactly this key that were begun and not finished. */
    public List<String> unfinished(String key) {
        var whole = Names.checked(place, key);
        return calls.reading(() -> "list the uploads to " + Names.show(key), () -> protocol.uploads(whole));
    }

    /** Gives up an unfinished upload; nothing happens if there is none. */
    public void giveUp(String key, String upload) {
        new ObjectWriting(this, key, Names.checked(place, key), Description.NONE, false).abort(upload);
    }

    @Override
    public void close() {
        threads.close();
        protocol.close();
    }
}
