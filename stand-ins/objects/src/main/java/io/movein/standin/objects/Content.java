package io.movein.standin.objects;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** Bytes in memory; pieces that are all zeros take none, so that an object may be larger than the memory. */
final class Content {

    private static final int PIECE = 64 * 1024;
    private static final byte[] ZEROS = new byte[PIECE];

    /** A piece of zeros is the array {@link #ZEROS} itself. */
    private final List<byte[]> pieces;

    private final long size;
    private final String md5;

    private Content(List<byte[]> pieces, String md5) {
        this.pieces = pieces;
        this.size = pieces.stream().mapToLong(piece -> piece.length).sum();
        this.md5 = md5;
    }

    static Content read(InputStream in) throws IOException {
        var pieces = new ArrayList<byte[]>();
        var digest = md5Digest();
        for (var piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
            digest.update(piece);
            pieces.add(Arrays.equals(piece, ZEROS) ? ZEROS : piece);
        }
        return new Content(pieces, HexFormat.of().formatHex(digest.digest()));
    }

    /** As large as you like in no memory; its ETag is made up. */
    static Content zeros(long size) {
        var pieces = new ArrayList<byte[]>(Collections.nCopies((int) (size / PIECE), ZEROS));
        pieces.add(new byte[(int) (size % PIECE)]);
        return new Content(pieces, "0".repeat(32));
    }

    /** As S3 names an object that came in parts: not the MD5 of its content. */
    static Content of(List<Content> parts) {
        var digest = md5Digest();
        parts.forEach(part -> digest.update(HexFormat.of().parseHex(part.md5)));
        return new Content(
                parts.stream().flatMap(part -> part.pieces.stream()).toList(),
                HexFormat.of().formatHex(digest.digest()) + "-" + parts.size());
    }

    long size() {
        return size;
    }

    String etag() {
        return '"' + md5 + '"';
    }

    void write(OutputStream out, long from, long length) throws IOException {
        var skip = from;
        var left = length;
        for (var piece : pieces) {
            if (skip >= piece.length) {
                skip -= piece.length;
            } else if (left > 0) {
                var count = (int) Math.min(piece.length - skip, left);
                out.write(piece, (int) skip, count);
                skip = 0;
                left -= count;
            }
        }
    }

    byte[] bytes() {
        try (var out = new ByteArrayOutputStream()) {
            write(out, 0, size);
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    private static MessageDigest md5Digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
