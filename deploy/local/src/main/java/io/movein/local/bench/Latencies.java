package io.movein.local.bench;

import java.util.Locale;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** A distribution in microseconds. */
public final class Latencies {
    private final Histogram histogram = new Histogram(3);

    static Latencies of(LongStream micros) {
        var latencies = new Latencies();
        micros.forEach(latencies::add);
        return latencies;
    }

    public void add(long micros) {
        histogram.recordValue(micros);
    }

    long count() {
        return histogram.getTotalCount();
    }

    public double p50() {
        return histogram.getValueAtPercentile(50) / 1_000.0;
    }

    public double p99() {
        return histogram.getValueAtPercentile(99) / 1_000.0;
    }

    static String ms(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%8.1f ms" : "%8.0f ms", value);
    }
}
