package io.movein.local.redis;

import io.movein.store.redis.Connection;
import io.movein.store.redis.RedisFailure;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Another tenant of the shared server, that writes and reads all the while and knows how long each answer took. */
public final class Neighbour implements AutoCloseable {

    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Recorder latencies = new Recorder(3);
    private final Connection connection;
    private final Thread thread = Thread.ofPlatform().daemon().name("neighbour").unstarted(this::run);
    private volatile boolean ending;
    private volatile String error = "";

    private Neighbour(Connection connection) {
        this.connection = connection;
    }

    public static Neighbour start(RedisApplication application) {
        var neighbour = new Neighbour(application.neighbour());
        neighbour.thread.start();
        return neighbour;
    }

    private void run() {
        try {
            for (var i = 0L; !ending; i++) {
                var begun = System.nanoTime();
                connection.call("SET", "other:" + i % 1000, i);
                latencies.recordValue(System.nanoTime() - begun);
                LockSupport.parkNanos(EVERY_NANOS - (System.nanoTime() - begun));
            }
        } catch (RedisFailure failure) {
            error = String.valueOf(failure.getMessage());
        }
    }

    /** What it was told instead of an answer; empty while all is well. */
    public String error() {
        return error;
    }

    /** Since it was asked last. */
    public Histogram latencies() {
        return latencies.getIntervalHistogram();
    }

    public static String words(Histogram latencies) {
        return String.format(
                Locale.ROOT,
                "p50 %.2f ms, p99 %.2f ms, longest %.1f ms of %d",
                millis(latencies.getValueAtPercentile(50)),
                millis(latencies.getValueAtPercentile(99)),
                millis(latencies.getMaxValue()),
                latencies.getTotalCount());
    }

    private static double millis(long nanos) {
        return nanos / (double) Duration.ofMillis(1).toNanos();
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
