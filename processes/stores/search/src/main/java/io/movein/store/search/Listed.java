package io.movein.store.search;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;

/**
 * What a listing has of a document.
 *
 * @param sha256 of its source, in hex; empty where that was not read
 */
record Listed(String id, String routing, long version, String sha256) {

    static final Comparator<Listed> ORDER = Comparator.comparing(Listed::id).thenComparing(Listed::routing);

    void write(DataOutput out) throws IOException {
        out.writeUTF(id);
        out.writeUTF(routing);
        out.writeLong(version);
        out.writeUTF(sha256);
    }

    static Listed read(DataInput in) throws IOException {
        return new Listed(in.readUTF(), in.readUTF(), in.readLong(), in.readUTF());
    }
}
