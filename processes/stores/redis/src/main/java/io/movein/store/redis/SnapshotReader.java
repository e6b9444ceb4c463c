package io.movein.store.redis;

import static com.moilioncircle.redis.replicator.Constants.*;

import com.moilioncircle.redis.replicator.AbstractReplicator;
import com.moilioncircle.redis.replicator.Configuration;
import com.moilioncircle.redis.replicator.io.RedisInputStream;
import com.moilioncircle.redis.replicator.rdb.BaseRdbParser;
import com.moilioncircle.redis.replicator.rdb.RdbValueVisitor;
import com.moilioncircle.redis.replicator.rdb.dump.DumpRdbValueVisitor;
import com.moilioncircle.redis.replicator.rdb.skip.SkipRdbValueVisitor;
import io.movein.store.redis.RdbTypes.NotUnderstood;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot as it comes over a link and gives the tenant's keys; other tenants' are passed over. What it does not know ends it.
 */
final class SnapshotReader {

    /** The newest, of Valkey 9. */
    private static final int VERSION_OF_VALKEY = 80;

    interface Sink {
        void entry(Entry entry) throws IOException, InterruptedException;
    }

    /** Only lends the library's visitors what they listen to. */
    private static final class Host extends AbstractReplicator {
        Host(RedisInputStream in) {
            configuration = Configuration.defaultSetting();
            in.setRawByteListeners(rawByteListeners);
        }
    }

    private final RedisInputStream in;
    private final BaseRdbParser parser;
    private final KeySpace tenant;
    private final RdbValueVisitor keep;
    private final RdbValueVisitor pass;
    private long expiresAt;
    private @Nullable Long idle;
    private @Nullable Integer frequency;

    SnapshotReader(RedisInputStream in, KeySpace tenant) {
        this.in = in;
        this.parser = new BaseRdbParser(in);
        this.tenant = tenant;
        var host = new Host(in);
        keep = new DumpRdbValueVisitor(host);
        pass = new SkipRdbValueVisitor(host);
    }

    /** Reads to the end of the snapshot, its checksum included. */
    void read(Sink sink) throws IOException, InterruptedException {
        var version = version();
        var database = 0L;
        while (true) {
            var type = in.read();
            switch (type) {
                case RDB_OPCODE_EOF -> {
                    in.skip(version >= 5 ? 8 : 0);
                    return;
                }
                case RDB_OPCODE_SELECTDB -> database = parser.rdbLoadLen().len;
                case RDB_OPCODE_EXPIRETIME_MS -> expiresAt = parser.rdbLoadMillisecondTime();
                case RDB_OPCODE_EXPIRETIME -> expiresAt = parser.rdbLoadTime() * 1000L;
                case RDB_OPCODE_IDLE -> idle = parser.rdbLoadLen().len;
                case RDB_OPCODE_FREQ -> frequency = in.read();
                case RDB_OPCODE_RESIZEDB -> lengths(2);
                case RDB_OPCODE_SLOT_INFO -> lengths(3);
                case RDB_OPCODE_AUX -> strings(2);
                // functions belong to no tenant; whether the target has them is looked at elsewhere
                case RDB_OPCODE_FUNCTION2 -> strings(1);
                case RDB_OPCODE_MODULE_AUX -> throw new NotUnderstood("data of a module");
                default -> value(type, version, database, sink);
            }
        }
    }

    private int version() throws IOException {
        var magic = BaseRdbParser.StringHelper.str(in, 9);
        if (!magic.matches("REDIS\\d{4}|VALKEY\\d{3}")) {
            throw new NotUnderstood(
                    "a snapshot that begins with '%s' (expected REDIS or VALKEY and a version)".formatted(magic));
        }
        var version = Integer.parseInt(magic.replaceAll("\\D", ""));
        var newest = magic.startsWith("VALKEY") ? VERSION_OF_VALKEY : RDB_VERSION;
        if (version > newest) {
            throw new NotUnderstood("a snapshot of version %d (expected at most %d)".formatted(version, newest));
        }
        return version;
    }

    private void value(int type, int version, long database, Sink sink) throws IOException, InterruptedException {
        var key = new Key(parser.rdbLoadEncodedStringObject().first());
        if (database != tenant.database() || !tenant.owns(key.bytes())) {
            if (ExpiringHash.is(type, version)) {
                ExpiringHash.read(type, in, version);
            } else {
                RdbTypes.read(pass, type, in, version);
            }
        } else if (RdbTypes.isModule(type)) {
            throw new NotUnderstood("key '%s' has a value of a module".formatted(key));
        } else if (ExpiringHash.is(type, version)) {
            var hash = ExpiringHash.read(type, in, version);
            var unmovable = hash.unmovable();
            if (unmovable.isPresent()) {
                throw new NotUnderstood(
                        "key '%s', whose field '%s' expires in the year 3084 or later".formatted(key, unmovable.get()));
            }
            sink.entry(new Entry(key, hash.payload(), expiresAt, idle, frequency));
        } else {
            byte[] payload = RdbTypes.read(keep, type, in, version);
            sink.entry(new Entry(key, payload == null ? new byte[0] : payload, expiresAt, idle, frequency));
        }
        expiresAt = 0;
        idle = null;
        frequency = null;
    }

    private void lengths(int count) throws IOException {
        for (var i = 0; i < count; i++) {
            parser.rdbLoadLen();
        }
    }

    private void strings(int count) throws IOException {
        for (var i = 0; i < count; i++) {
            parser.rdbLoadEncodedStringObject();
        }
    }
}
