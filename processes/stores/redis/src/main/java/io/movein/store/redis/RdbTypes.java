package io.movein.store.redis;

import static com.moilioncircle.redis.replicator.Constants.*;

import com.moilioncircle.redis.replicator.io.RedisInputStream;
import com.moilioncircle.redis.replicator.rdb.RdbValueVisitor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The forms that a value has in a snapshot, each read by a visitor in the visitor's way: kept as it is, taken apart, passed over. */
final class RdbTypes {

    private RdbTypes() {}

    @SuppressWarnings("TypeParameterUnusedInFormals") // the library leaves the type open
    static <T> @Nullable T read(RdbValueVisitor visitor, int type, RedisInputStream in, int version)
            throws IOException {
        return switch (type) {
            case RDB_TYPE_STRING -> visitor.applyString(in, version);
            case RDB_TYPE_LIST -> visitor.applyList(in, version);
            case RDB_TYPE_SET -> visitor.applySet(in, version);
            case RDB_TYPE_SET_LISTPACK -> visitor.applySetListPack(in, version);
            case RDB_TYPE_ZSET -> visitor.applyZSet(in, version);
            case RDB_TYPE_ZSET_2 -> visitor.applyZSet2(in, version);
            case RDB_TYPE_HASH -> visitor.applyHash(in, version);
            case RDB_TYPE_HASH_ZIPMAP -> visitor.applyHashZipMap(in, version);
            case RDB_TYPE_LIST_ZIPLIST -> visitor.applyListZipList(in, version);
            case RDB_TYPE_SET_INTSET -> visitor.applySetIntSet(in, version);
            case RDB_TYPE_ZSET_ZIPLIST -> visitor.applyZSetZipList(in, version);
            case RDB_TYPE_ZSET_LISTPACK -> visitor.applyZSetListPack(in, version);
            case RDB_TYPE_HASH_ZIPLIST -> visitor.applyHashZipList(in, version);
            case RDB_TYPE_HASH_LISTPACK -> visitor.applyHashListPack(in, version);
            case RDB_TYPE_LIST_QUICKLIST -> visitor.applyListQuickList(in, version);
            case RDB_TYPE_LIST_QUICKLIST_2 -> visitor.applyListQuickList2(in, version);
            case RDB_TYPE_STREAM_LISTPACKS -> visitor.applyStreamListPacks(in, version);
            case RDB_TYPE_STREAM_LISTPACKS_2 -> visitor.applyStreamListPacks2(in, version);
            case RDB_TYPE_STREAM_LISTPACKS_3 -> visitor.applyStreamListPacks3(in, version);
            case RDB_TYPE_HASH_METADATA -> visitor.applyHashMetadata(in, version);
            case RDB_TYPE_HASH_LISTPACK_EX -> visitor.applyHashListPackEx(in, version);
            case RDB_TYPE_MODULE_2 -> visitor.applyModule2(in, version);
            default -> throw new NotUnderstood("a value of type %d".formatted(type));
        };
    }

    static boolean isModule(int type) {
        return type == RDB_TYPE_MODULE || type == RDB_TYPE_MODULE_2;
    }

    /** Something in a snapshot or stream that this program does not know. */
    static final class NotUnderstood extends IOException {
        NotUnderstood(String what) {
            super(what);
        }
    }
}
