package io.movein.store.objects;

/**
 * What a mirror has done for a key. It is written in three steps, so that a process that is killed leaves behind what it may have written:
 * begun (nothing can be seen yet), sent (perhaps there, with this digest), and done.
 *
 * @param etag       of the source's object that was read
 * @param modified   when the source says that it was, in milliseconds since 1970
 * @param sha256     of its content; empty until all of it was read
 * @param targetEtag of the copy that was read back; empty until then
 */
record Mirrored(String etag, long size, long modified, String sha256, String targetEtag) {

    private static final int FIELDS = 5;

    static Mirrored begun(Listed source) {
        return new Mirrored(source.etag(), source.size(), source.modified().toEpochMilli(), "", "");
    }

    Mirrored sent(ContentDigest digest) {
        return new Mirrored(etag, size, modified, digest.sha256(), "");
    }

    Mirrored done(Stored copy) {
        return new Mirrored(etag, size, modified, sha256, copy.etag());
    }

    boolean isDone() {
        return !targetEtag.isEmpty();
    }

    /** Whether this copy was made of what the source lists now. */
    boolean isOf(Listed source) {
        return isDone()
                && etag.equals(source.etag())
                && size == source.size()
                && modified == source.modified().toEpochMilli();
    }

    String text() {
        return String.join("\t", etag, Long.toString(size), Long.toString(modified), sha256, targetEtag);
    }

    static Mirrored of(String text) {
        var fields = text.split("\t", FIELDS);
        return new Mirrored(fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[3], fields[4]);
    }
}
