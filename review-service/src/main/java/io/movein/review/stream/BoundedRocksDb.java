package io.movein.review.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * What RocksDB may keep in memory, whatever lies on disk: one cache for all stores of this JVM, in which what was written and not yet
 * flushed, indexes and filters have their place too. By itself each store has a cache of 50 MB, up to three buffers of 16 MB for each of
 * its column families, and all indexes and filters on top: more than the heap, and more the longer review runs.
 *
 * <p>Kafka Streams makes one of these for each store.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    static {
        RocksDB.loadLibrary();
    }

    /** Indexes and filters of a million closed migrations, of 1 KB each, take 9 MB. */
    static final long CACHE_BYTES = 24L << 20;

    /** Of the cache. */
    static final long UNFLUSHED_BYTES = 8L << 20;

    private static final long STORES_BUFFER_BYTES = 4L << 20;
    private static final int STORES_BUFFERS = 2;
    /** Few, so that a part holds what belongs together; one thread reads. */
    private static final int SHARD_BITS = 2;
    /** More may be used for a moment: a read that failed for want of memory would end the stream. */
    private static final boolean STRICT = false;

    private static final double FOR_INDEXES = 0.5;

    private static final Cache CACHE = new LRUCache(CACHE_BYTES, SHARD_BITS, STRICT, FOR_INDEXES);
    private static final WriteBufferManager UNFLUSHED = new WriteBufferManager(UNFLUSHED_BYTES, CACHE);

    @Override
    public void setConfig(String store, Options options, Map<String, Object> settings) {
        // that of Kafka Streams, which reads from it which cache to measure
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(UNFLUSHED);
        options.setWriteBufferSize(STORES_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(STORES_BUFFERS);
    }

    /** Nothing: the cache is that of the other stores as well, and of those that come after. */
    @Override
    public void close(String store, Options options) {}

    /** In bytes, with what is not flushed yet. */
    static long used() {
        return CACHE.getUsage();
    }
}
