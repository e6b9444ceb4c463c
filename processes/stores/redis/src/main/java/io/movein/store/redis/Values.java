package io.movein.store.redis;

import com.moilioncircle.redis.replicator.AbstractReplicator;
import com.moilioncircle.redis.replicator.Configuration;
import com.moilioncircle.redis.replicator.io.RedisInputStream;
import com.moilioncircle.redis.replicator.rdb.BaseRdbParser;
import com.moilioncircle.redis.replicator.rdb.BaseRdbParser.StringHelper;
import com.moilioncircle.redis.replicator.rdb.DefaultRdbValueVisitor;
import com.moilioncircle.redis.replicator.rdb.datatype.ZSetEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;

/** Takes values apart. redis-replicator does so, but for infinite scores in a sorted set's compact forms. */
final class Values extends DefaultRdbValueVisitor {

    private static final int HEADER_OF_ZIPLIST = 8;
    private static final int HEADER_OF_LISTPACK = 4;

    private static final class Host extends AbstractReplicator {
        Host() {
            configuration = Configuration.defaultSetting();
        }
    }

    private interface Elements {
        byte[] next(RedisInputStream in) throws IOException;
    }

    Values() {
        super(new Host());
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the library leaves the type open
    public <T> T applyZSetZipList(RedisInputStream in, int version) throws IOException {
        return (T) scored(in, HEADER_OF_ZIPLIST, StringHelper::zipListEntry);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the library leaves the type open
    public <T> T applyZSetListPack(RedisInputStream in, int version) throws IOException {
        return (T) scored(in, HEADER_OF_LISTPACK, StringHelper::listPackEntry);
    }

    private static LinkedHashSet<ZSetEntry> scored(RedisInputStream in, int header, Elements elements)
            throws IOException {
        var packed = new RedisInputStream(new BaseRdbParser(in).rdbLoadPlainStringObject());
        packed.skip(header);
        var count = packed.readInt(2) & 0xffff;
        var set = new LinkedHashSet<ZSetEntry>();
        for (var i = 0; i < count; i += 2) {
            var element = elements.next(packed);
            set.add(new ZSetEntry(element, score(new String(elements.next(packed), StandardCharsets.US_ASCII))));
        }
        return set;
    }

    private static double score(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
