package io.movein.review.stream;

import static io.movein.review.Given.NOON;
import static io.movein.review.Given.OWNER;
import static io.movein.review.Given.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.CloseIssue;
import io.movein.contract.Topic;
import io.movein.review.state.Migration;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

class BoundedRocksDbTest extends AReviewStream {
    private static final int STORES = 3;
    private static final int MEGABYTES = 8;
    private static final long WHAT_EACH_STORE_HAS_AT_LEAST = 1L << 20;

    @TempDir
    private Path folder;

    @Test
    void isWhatTheTopologysStoresAreOpenedWith() {
        closes();

        assertThat(closed().get(MIGRATION)).isNotNull();
        assertThat(BoundedRocksDb.used()).isPositive();
    }

    /** As when a partition goes to another instance and comes back. */
    @Test
    void outlivesTheStoresThatWereOpenedWithIt() {
        TestedStream.start(source, shared, folder.resolve("first")).close();

        try (var second = TestedStream.start(source, shared, folder.resolve("second"))) {
            KeyValueStore<String, Migration> closed = second.getKeyValueStore(StoredPlatform.CLOSED);
            assertThat(closed.get(MIGRATION)).isNull();
        }
    }

    /** Each by itself would keep all of it: a store's own buffers are larger than what is written here. */
    @Test
    @Timeout(20)
    void keepsNoMoreUnflushedThanAllStoresTogetherMay() throws Exception {
        var stores = new ArrayList<RocksDB>();
        for (int i = 0; i < STORES; i++) {
            stores.add(opened(folder.resolve("store-" + i)));
        }

        for (var store : stores) {
            write(store);
        }

        var most = BoundedRocksDb.UNFLUSHED_BYTES + STORES * WHAT_EACH_STORE_HAS_AT_LEAST;
        while (unflushed(stores) > most && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait(); // a thread of RocksDB's flushes
        }
        assertThat(unflushed(stores)).isLessThanOrEqualTo(most);
        assertThat(BoundedRocksDb.used()).isLessThan(BoundedRocksDb.CACHE_BYTES);
        stores.forEach(RocksDB::close);
    }

    private static RocksDB opened(Path folder) throws RocksDBException {
        var options = new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
        new BoundedRocksDb().setConfig(folder.getFileName().toString(), options, Map.of());
        return RocksDB.open(options, folder.toString());
    }

    /** As Kafka Streams does it, whose log is the changelog. */
    private static void write(RocksDB store) throws RocksDBException {
        var value = new byte[1 << 10];
        new Random(1).nextBytes(value);
        try (var unlogged = new WriteOptions().setDisableWAL(true)) {
            for (int i = 0; i < MEGABYTES << 10; i++) {
                store.put(unlogged, ByteBuffer.allocate(4).putInt(i).array(), value);
            }
        }
    }

    private static long unflushed(List<RocksDB> stores) throws RocksDBException {
        long sum = 0;
        for (var store : stores) {
            sum += store.getLongProperty("rocksdb.cur-size-all-mem-tables");
        }
        return sum;
    }

    private void closes() {
        hears(Topic.COMMANDS, "request:1", request(aRequest().build()));
        aMomentLater();
        hears(Topic.COMMANDS, "closed:1", new CloseIssue(MIGRATION, OWNER, NOON.plusSeconds(60)));
    }

    private KeyValueStore<String, Migration> closed() {
        return driver.getKeyValueStore(StoredPlatform.CLOSED);
    }
}
