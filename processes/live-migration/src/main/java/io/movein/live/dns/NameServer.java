package io.movein.live.dns;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * The primary server of a zone, which takes updates that are signed.
 *
 * @param zone       whose records it may change
 * @param ttl        of a record that it gets
 * @param longestTtl that a record may have had before: clients keep the old address as long
 * @param timeout    of one question or update
 */
public record NameServer(
        String host, int port, String zone, Key key, Duration ttl, Duration longestTtl, Duration timeout) {

    /**
     * Of transaction signatures (RFC 8945).
     *
     * @param algorithm as {@code hmac-sha256}
     * @param secret    in Base64, as BIND and Knot write it; read each time it is used
     */
    public record Key(String name, String algorithm, Supplier<String> secret) {}

    @Override
    public String toString() {
        return "name server %s:%d".formatted(host, port);
    }
}
