package io.movein.local.tier;

import io.movein.store.postgresql.PostgresFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/**
 * The application's reader of the tenant's records. It works at the shared cluster until the tenant is elsewhere, never while the tenant
 * may only read, and goes on at the dedicated one where its group stands there: what a group's offset is off by shows as a record that
 * it has read twice, or has not read.
 */
final class TierReader {

    private static final Duration WAIT = Duration.ofMillis(100);
    private static final long BETWEEN = Duration.ofMillis(20).toNanos();

    private final TierApplication application;
    private final Thread thread = Thread.ofPlatform().daemon().name("reader").unstarted(this::run);
    private final Map<Integer, Long> last = new ConcurrentHashMap<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private volatile boolean ending;

    TierReader(TierApplication application) {
        this.application = application;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            readAtShared();
            if (!ending) {
                readAtOwn();
            }
        } catch (PostgresFailure | KafkaException e) {
            wrong.add("the reader ended: " + e.getMessage());
        }
    }

    private void readAtShared() {
        try (var control = application.control().open();
                var session = application.side(false).open();
                var member = application.records().member(false)) {
            while (!ending && Place.of(control).shared()) {
                // open before it asks, as with each of the application's transactions: whoever waits for open ones
                // waits for it
                session.execute("begin");
                if (Place.of(control).equals(Place.WRITABLE_AT_SHARED)) {
                    take(member);
                }
                session.execute("rollback");
                LockSupport.parkNanos(BETWEEN);
            }
        }
    }

    private void readAtOwn() {
        try (var member = application.records().member(true)) {
            while (!ending) {
                take(member);
            }
        }
    }

    private void take(KafkaConsumer<String, String> member) {
        for (var record : member.poll(WAIT)) {
            TierRecords.client(record).forEach(client -> {
                var number = Long.parseLong(record.value());
                var before = last.getOrDefault(client, 0L);
                if (number != before + 1) {
                    wrong.add("client %d: record %d after %d".formatted(client, number, before));
                }
                last.put(client, number);
            });
        }
        member.commitSync();
    }

    /** Up to which record it has come, by client. */
    Map<Integer, Long> last() {
        return Map.copyOf(last);
    }

    /** What it read twice, or not at all, and what ended it. */
    List<String> wrong() {
        return new ArrayList<>(wrong);
    }

    void end() throws InterruptedException {
        ending = true;
        thread.join();
    }

    void ending() {
        ending = true;
    }
}
