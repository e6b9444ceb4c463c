package io.movein.store.redis;

import io.movein.store.redis.SourceChange.Copied;
import io.movein.store.redis.SourceChange.Passed;
import io.movein.store.redis.SourceChange.SnapshotBegins;
import io.movein.store.redis.SourceChange.SnapshotEnds;
import io.movein.store.redis.SourceChange.Written;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;

/** How changes stand in the spool's file, which no other process ever reads. */
final class ChangeCodec {

    private static final long NONE = -1;

    private ChangeCodec() {}

    static void write(SourceChange change, DataOutputStream out) throws IOException {
        switch (change) {
            case SnapshotBegins begins -> position(out, 1, begins.position());
            case SnapshotEnds ends -> position(out, 2, ends.position());
            case Passed passed -> position(out, 3, passed.after());
            case Copied(var entry) -> {
                out.writeByte(4);
                bytes(out, entry.key().bytes());
                bytes(out, entry.payload());
                out.writeLong(entry.expiresAt());
                out.writeLong(entry.idle() == null ? NONE : entry.idle());
                out.writeInt(entry.frequency() == null ? (int) NONE : entry.frequency());
            }
            case Written written -> {
                position(out, 5, written.after());
                out.writeInt(written.write().size());
                for (var word : written.write().words()) {
                    bytes(out, word);
                }
            }
        }
    }

    static SourceChange read(DataInputStream in) throws IOException {
        var kind = in.readByte();
        return switch (kind) {
            case 1 -> new SnapshotBegins(position(in));
            case 2 -> new SnapshotEnds(position(in));
            case 3 -> new Passed(position(in));
            case 4 -> copied(in);
            case 5 -> written(in);
            default -> throw new IOException("the spool has a change of kind " + kind);
        };
    }

    private static Copied copied(DataInputStream in) throws IOException {
        var key = new Key(bytes(in));
        var payload = bytes(in);
        var expiresAt = in.readLong();
        var idle = in.readLong();
        var frequency = in.readInt();
        return new Copied(
                new Entry(key, payload, expiresAt, idle == NONE ? null : idle, frequency == NONE ? null : frequency));
    }

    private static Written written(DataInputStream in) throws IOException {
        var after = position(in);
        var count = in.readInt();
        var words = new ArrayList<byte[]>(count);
        for (var i = 0; i < count; i++) {
            words.add(bytes(in));
        }
        return new Written(new RedisCommand(words), after);
    }

    private static void position(DataOutputStream out, int kind, Position position) throws IOException {
        out.writeByte(kind);
        out.writeUTF(position.history());
        out.writeLong(position.offset());
        out.writeInt(position.database());
    }

    private static Position position(DataInputStream in) throws IOException {
        return new Position(in.readUTF(), in.readLong(), in.readInt());
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
