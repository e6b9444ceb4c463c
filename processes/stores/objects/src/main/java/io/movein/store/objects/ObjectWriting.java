package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The requests by which one object is written. */
final class ObjectWriting implements Upload.Sink {

    private final ObjectStore store;
    private final String key;
    private final String whole;
    private final Description description;
    private final boolean replaces;

    ObjectWriting(ObjectStore store, String key, String whole, Description description, boolean replaces) {
        this.store = store;
        this.key = key;
        this.whole = whole;
        this.description = description;
        this.replaces = replaces;
    }

    private String what() {
        return "write " + Names.show(key);
    }

    @Override
    public String put(byte[] content, int length) {
        mustBeFree();
        store.calls.bytes(length);
        var headers = conditional(Headers.of(description, store.encryption));
        return store.calls.writing(this::what, () -> store.protocol.put(whole, headers, content, length));
    }

    @Override
    public String begin() {
        return store.calls.writing(
                () -> "begin to " + what(),
                () -> store.protocol.begin(whole, Headers.of(description, store.encryption)));
    }

    @Override
    public S3Protocol.Part part(String upload, int number, byte[] content, int length) {
        store.calls.bytes(length);
        return store.calls.writing(
                () -> "%s, part %d".formatted(what(), number),
                () -> store.protocol.part(whole, upload, number, content, length));
    }

    /**
     * Ceph's RGW takes neither the condition nor the tags of an upload in parts: so it is looked, and tags that it does not have are
     * set.
     */
    @Override
    public String complete(String upload, List<S3Protocol.Part> parts) {
        if (!replaces && store.find(key).isPresent()) {
            throw occupied();
        }
        var etag = completed(upload, parts);
        if (!description.tags().isEmpty() && !store.tags(key).equals(description.tags())) {
            setTags();
        }
        return etag;
    }

    private String completed(String upload, List<S3Protocol.Part> parts) {
        return store.calls.writing(
                () -> "finish to " + what(),
                () -> store.protocol.complete(whole, upload, parts, conditional(new TreeMap<>())));
    }

    private void setTags() {
        store.calls.writing(() -> "set the tags of " + Names.show(key), () -> {
            store.protocol.putTags(whole, description.tags());
            return true;
        });
    }

    @Override
    public void abort(String upload) {
        try {
            store.calls.writing(() -> "give up to " + what(), () -> {
                store.protocol.abort(whole, upload);
                return true;
            });
        } catch (StoreFailure failure) {
            if (!failure.is(Kind.GONE)) {
                throw failure;
            }
        }
    }

    private Map<String, String> conditional(Map<String, String> headers) {
        if (store.settings.conditionalWrites() && !replaces) {
            headers.put("if-none-match", "*");
        }
        return headers;
    }

    private void mustBeFree() {
        if (!store.settings.conditionalWrites() && !replaces && store.find(key).isPresent()) {
            throw occupied();
        }
    }

    private StoreFailure occupied() {
        return new StoreFailure(Kind.OCCUPIED, store.place, "%s: there is an object already".formatted(what()));
    }
}
