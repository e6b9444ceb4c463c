package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

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
        var request = Headers.put(description, store.encryption)
                .bucket(store.place.bucket())
                .key(whole);
        if (isConditional()) {
            request.ifNoneMatch("*");
        }
        return store.calls
                .writing(what(), () -> store.client.putObject(request.build(), body(content, length)))
                .eTag();
    }

    @Override
    public String begin() {
        var request = Headers.create(description, store.encryption)
                .bucket(store.place.bucket())
                .key(whole)
                .build();
        return store.calls
                .writing("begin to " + what(), () -> store.client.createMultipartUpload(request))
                .uploadId();
    }

    @Override
    public CompletedPart part(String upload, int number, byte[] content, int length) {
        store.calls.bytes(length);
        var sent = store.calls.writing(
                "%s, part %d".formatted(what(), number),
                () -> store.client.uploadPart(
                        part -> part.bucket(store.place.bucket())
                                .key(whole)
                                .uploadId(upload)
                                .partNumber(number),
                        body(content, length)));
        return CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build();
    }

    /**
     * Ceph's RGW takes neither the condition nor the tags of an upload in parts: so it is looked, and tags that it does not have are
     * set.
     */
    @Override
    public String complete(String upload, List<CompletedPart> parts) {
        if (!replaces && store.look(key).isPresent()) {
            throw occupied();
        }
        var etag = completed(upload, parts);
        if (!description.tags().isEmpty() && !store.tags(key).equals(description.tags())) {
            store.calls.writing(
                    "set the tags of " + Names.show(key),
                    () -> store.client.putObjectTagging(tagging -> tagging.bucket(store.place.bucket())
                            .key(whole)
                            .tagging(all -> all.tagSet(Headers.tags(description)))));
        }
        return etag;
    }

    private String completed(String upload, List<CompletedPart> parts) {
        return store.calls
                .writing(
                        "finish to " + what(),
                        () -> store.client.completeMultipartUpload(complete -> {
                            complete.bucket(store.place.bucket())
                                    .key(whole)
                                    .uploadId(upload)
                                    .multipartUpload(all -> all.parts(parts));
                            if (isConditional()) {
                                complete.ifNoneMatch("*");
                            }
                        }))
                .eTag();
    }

    @Override
    public void abort(String upload) {
        try {
            store.calls.writing(
                    "give up to " + what(),
                    () -> store.client.abortMultipartUpload(abort ->
                            abort.bucket(store.place.bucket()).key(whole).uploadId(upload)));
        } catch (StoreFailure failure) {
            if (!failure.is(Kind.GONE)) {
                throw failure;
            }
        }
    }

    private boolean isConditional() {
        return store.settings.conditionalWrites() && !replaces;
    }

    private void mustBeFree() {
        if (!store.settings.conditionalWrites() && !replaces && store.look(key).isPresent()) {
            throw occupied();
        }
    }

    private StoreFailure occupied() {
        return new StoreFailure(Kind.OCCUPIED, store.place, "%s: there is an object already".formatted(what()));
    }

    private static RequestBody body(byte[] content, int length) {
        return RequestBody.fromContentProvider(
                () -> new java.io.ByteArrayInputStream(content, 0, length), length, "application/octet-stream");
    }
}
