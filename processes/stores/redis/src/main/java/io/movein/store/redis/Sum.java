package io.movein.store.redis;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * A checksum over keys in any order: the sum of the SHA-256 of each one's content, modulo 2^256. Counts those alive at one agreed time
 * and those that are not.
 */
public final class Sum {

    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private final long at;
    private final int sampleSize;
    private final TreeMap<String, Sampled> sample = new TreeMap<>();
    private BigInteger sum = BigInteger.ZERO;
    private long alive;
    private long expired;

    /**
     * A key that is compared by itself.
     *
     * @param content its SHA-256
     */
    public record Sampled(Key key, String content) {}

    /**
     * @param at         milliseconds since 1970: a key that expires then or before is not alive
     * @param sampleSize how many keys are kept to be compared each by itself: those whose names have the least hashes, so the same on
     *                   both sides
     */
    public Sum(long at, int sampleSize) {
        this.at = at;
        this.sampleSize = sampleSize;
    }

    public void add(Entry entry) {
        Content.sha256(entry, at)
                .ifPresentOrElse(
                        content -> {
                            alive++;
                            sum = sum.add(new BigInteger(1, content)).mod(MODULUS);
                            keep(entry.key(), content);
                        },
                        () -> expired++);
    }

    private void keep(Key key, byte[] content) {
        if (sampleSize > 0) {
            var hash = HexFormat.of().formatHex(Content.sha256(key));
            if (sample.size() < sampleSize || hash.compareTo(sample.lastKey()) < 0) {
                sample.put(hash, new Sampled(key, HexFormat.of().formatHex(content)));
                if (sample.size() > sampleSize) {
                    sample.pollLastEntry();
                }
            }
        }
    }

    /** By the keys' hashes. */
    public List<Sampled> sample() {
        return List.copyOf(sample.values());
    }

    public long alive() {
        return alive;
    }

    public long expired() {
        return expired;
    }

    /** 64 hexadecimal digits. */
    public String hex() {
        var bytes = sum.add(MODULUS).toByteArray();
        return HexFormat.of().formatHex(bytes, bytes.length - 32, bytes.length);
    }
}
