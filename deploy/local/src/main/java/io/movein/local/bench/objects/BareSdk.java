package io.movein.local.bench.objects;

import io.movein.local.files.FileTable.Content;
import io.movein.local.files.S3Access;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The floor: GET and PUT by the SDK, many at a time, and nothing looked at. */
record BareSdk(S3Client client, int workers) implements AutoCloseable {

    static final int PART = 16 * 1024 * 1024;

    static BareSdk at(URI endpoint, int workers) {
        return new BareSdk(S3Access.client(endpoint), workers);
    }

    void fill(String bucket, String prefix, int count, int size) {
        var content = random(size);
        all(IntStream.range(0, count)
                .mapToObj(i -> (Runnable) () ->
                        client.putObject(put -> put.bucket(bucket).key(prefix + i), RequestBody.fromBytes(content)))
                .toList());
    }

    private static byte[] random(int size) {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    /** One object in parts, as a single request would need its length in memory. */
    void fillLarge(String bucket, String key, int parts) {
        var content = random(PART);
        inParts(bucket, key, parts, (upload, number) -> part(bucket, key, upload, number, content));
    }

    /** Size and SHA-256 of what lies below a prefix, by the rest of its key. */
    Map<String, Content> contents(String bucket, String prefix) {
        return client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents().stream()
                .collect(Collectors.toMap(
                        object -> object.key().substring(prefix.length()), object -> content(bucket, object)));
    }

    private Content content(String bucket, S3Object object) {
        try (var stream = new DigestInputStream(
                client.getObject(get -> get.bucket(bucket).key(object.key())), MessageDigest.getInstance("SHA-256"))) {
            stream.transferTo(OutputStream.nullOutputStream());
            return new Content(
                    object.size(),
                    HexFormat.of().formatHex(stream.getMessageDigest().digest()));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("%s/%s was not read".formatted(bucket, object.key()), e);
        }
    }

    void copy(String from, String to, String prefix) {
        all(client.listObjectsV2Paginator(list -> list.bucket(from).prefix(prefix)).contents().stream()
                .map(object -> (Runnable) () -> copy(from, to, object.key(), object.size()))
                .toList());
    }

    /** One after another: S3Proxy on a disk takes a folder away with its last object, even the bucket, and under another call's hands. */
    void empty(String bucket) {
        for (var page : client.listObjectsV2Paginator(list -> list.bucket(bucket))) {
            var keys = page.contents().stream()
                    .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                    .toList();
            client.deleteObjects(delete -> delete.bucket(bucket).delete(all -> all.objects(keys)));
        }
        if (client.listBuckets().buckets().stream()
                .noneMatch(left -> left.name().equals(bucket))) {
            client.createBucket(create -> create.bucket(bucket));
        }
    }

    private void copy(String from, String to, String key, long size) {
        if (size <= PART) {
            var content = client.getObjectAsBytes(get -> get.bucket(from).key(key));
            client.putObject(put -> put.bucket(to).key(key), RequestBody.fromBytes(content.asByteArrayUnsafe()));
            return;
        }
        inParts(to, key, (int) ((size + PART - 1) / PART), (upload, number) -> {
            var first = (number - 1L) * PART;
            var content = client.getObjectAsBytes(
                    get -> get.bucket(from).key(key).range("bytes=%d-%d".formatted(first, first + PART - 1)));
            return part(to, key, upload, number, content.asByteArrayUnsafe());
        });
    }

    private interface Sender {
        CompletedPart send(String upload, int number);
    }

    private void inParts(String bucket, String key, int parts, Sender sender) {
        var upload = client.createMultipartUpload(
                        create -> create.bucket(bucket).key(key))
                .uploadId();
        var sent = IntStream.rangeClosed(1, parts)
                .mapToObj(number -> sender.send(upload, number))
                .toList();
        client.completeMultipartUpload(
                complete -> complete.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(sent)));
    }

    private CompletedPart part(String bucket, String key, String upload, int number, byte[] content) {
        var etag = client.uploadPart(
                        part -> part.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        RequestBody.fromBytes(content))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private void all(List<Runnable> tasks) {
        try (var threads = Executors.newFixedThreadPool(workers)) {
            for (Future<?> task : tasks.stream().map(threads::submit).toList()) {
                task.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the bare SDK did not copy", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
