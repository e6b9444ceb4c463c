package io.movein.local.files;

import io.movein.local.stack.Trouble;
import io.movein.standin.objects.LyingProxy;
import io.movein.standin.objects.S3Server;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * An application whose files lie in an old bucket and whose new bucket has just become its own: two S3 servers, each behind a proxy that
 * can be told to lie, and a PostgreSQL that knows where each file lies. A few files cannot be moved as they are.
 */
public final class FilesApplication implements AutoCloseable {

    public static final int FILES = 400;
    static final String OLD = "old-files";
    static final String NEW = "new-files";
    private static final int LARGEST = 96 * 1024;

    private final S3Server old = S3Server.inMemory(OLD);
    private final S3Server next = S3Server.inMemory(NEW);
    private final LyingProxy beforeOld = LyingProxy.before(old.endpoint());
    private final LyingProxy beforeNew = LyingProxy.before(next.endpoint());
    private final S3Client oldClient = S3Access.client(old.endpoint());
    private final S3Client newClient = S3Access.client(next.endpoint());
    private final FileTable table;

    private FilesApplication(FileTable table) {
        this.table = table;
    }

    public static FilesApplication start() {
        var files = new FilesApplication(FileTable.start());
        try {
            files.fill();
            return files;
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private void fill() {
        var random = new Random(10);
        IntStream.range(0, FILES).forEach(number -> {
            var content = new byte[1 + random.nextInt(LARGEST)];
            random.nextBytes(content);
            add("file-%04d".formatted(number), "reports/%04d.pdf".formatted(number), content);
        });
        for (var misfit : Misfit.ALL) {
            add(misfit.id(), misfit.key(), ("the file " + misfit.id()).getBytes(StandardCharsets.UTF_8));
        }
        Misfit.ALL.forEach(misfit -> misfit.arrange().accept(this));
    }

    private void add(String id, String key, byte[] content) {
        oldClient.putObject(put -> put.bucket(OLD).key(key), RequestBody.fromBytes(content));
        table.add(id, key, (long) content.length, sha256(content));
    }

    /** Its administrator's decision, after which the old bucket takes no new files. */
    public void makeNewBucketActive() {
        table.execute("update bindings set status = case name when 'new' then 'active' else 'disabled' end");
    }

    /** What its people do about the files that could not be moved. */
    public void mend() {
        beforeOld.tellTheTruth();
        beforeNew.tellTheTruth();
        Misfit.ALL.forEach(misfit -> misfit.mend().accept(this));
    }

    /** Forgets what was asked of the buckets so far. */
    public void forgetCalls() {
        beforeOld.forget();
        beforeNew.forget();
    }

    /** How many files were written to the new bucket since; parts of evidence and probes are none. */
    public long filesWritten() {
        return beforeNew.count(
                call -> call.method().equals("PUT") && call.path().startsWith("/" + NEW + "/files/"));
    }

    LyingProxy beforeOld() {
        return beforeOld;
    }

    LyingProxy beforeNew() {
        return beforeNew;
    }

    FileTable table() {
        return table;
    }

    void putOld(String key, String text) {
        oldClient.putObject(put -> put.bucket(OLD).key(key), RequestBody.fromString(text));
    }

    void removeOld(String key) {
        oldClient.deleteObject(delete -> delete.bucket(OLD).key(key));
    }

    void putNew(String key, String text) {
        newClient.putObject(put -> put.bucket(NEW).key(key), RequestBody.fromString(text));
    }

    void removeNew(String key) {
        newClient.deleteObject(delete -> delete.bucket(NEW).key(key));
    }

    void rename(String id, String from, String to) {
        oldClient.copyObject(copy ->
                copy.sourceBucket(OLD).sourceKey(from).destinationBucket(OLD).destinationKey(to));
        table.execute("update files set key = ? where id = ?", to, id);
    }

    public URI oldEndpoint() {
        return beforeOld.endpoint();
    }

    public URI newEndpoint() {
        return beforeNew.endpoint();
    }

    public URI database() {
        return table.address();
    }

    /** How many rows point to the new bucket, and how many of these objects have there the SHA-256 that their rows record. */
    public Moved moved() {
        var rows = table.rows();
        var there = rows.stream().filter(row -> row.binding().equals("new")).toList();
        var equal = there.stream()
                .filter(row -> sha256(newClient
                                .getObjectAsBytes(get -> get.bucket(NEW).key(row.key()))
                                .asByteArrayUnsafe())
                        .equals(row.sha256()))
                .count();
        return new Moved(rows.size(), there.size(), (int) equal);
    }

    public record Moved(int rows, int atTarget, int equal) {}

    /** What the old bucket has. */
    public int oldObjects() {
        return (int) oldClient.listObjectsV2Paginator(list -> list.bucket(OLD)).contents().stream()
                .count();
    }

    /** A file of a run's evidence as text; its location is {@code s3://bucket/prefix/}. */
    public String evidence(String location, String name) {
        var key = URI.create(location).getPath().substring(1) + name;
        try {
            return newClient.getObjectAsBytes(get -> get.bucket(NEW).key(key)).asUtf8String();
        } catch (NoSuchKeyException e) {
            throw new Trouble("there is no evidence at " + location + name, e);
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        oldClient.close();
        newClient.close();
        beforeOld.close();
        beforeNew.close();
        old.close();
        next.close();
        table.close();
    }
}
