package io.movein.store.objects;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Length and SHA-256 of a content, in hex. */
public record ContentDigest(long size, String sha256) {

    /** One for each thread: with new ones for each content, Java would touch pages of its heap that it never had, which costs time. */
    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[128 * 1024]);

    /** As {@code equals} says, for which Java would first have to make up code, in all workers at once. */
    public boolean isSame(ContentDigest other) {
        return size == other.size && sha256.equals(other.sha256);
    }

    /** Reads it to its end. */
    public static ContentDigest of(Fetched object) throws IOException {
        return whileCopying(object, OutputStream.nullOutputStream());
    }

    public static ContentDigest whileCopying(Fetched object, OutputStream out) throws IOException {
        var in = object.content();
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = BUFFER.get();
            var size = 0L;
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
                size += read;
            }
            return new ContentDigest(size, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
