package io.movein.gateway;

/** Where a Redis server listens. */
public record Address(String host, int port, boolean tls) {

    /** @param text {@code host:port}, or {@code rediss://host:port} where it is spoken to by TLS */
    public static Address parse(String text) {
        var tls = text.startsWith("rediss://");
        var place = text.substring(tls ? "rediss://".length() : text.startsWith("redis://") ? "redis://".length() : 0);
        var colon = place.lastIndexOf(':');
        try {
            var port = Integer.parseInt(place.substring(colon + 1));
            if (colon > 0 && port > 0 && port < 65536) {
                return new Address(place.substring(0, colon), port, tls);
            }
        } catch (NumberFormatException noPort) {
            // told below
        }
        throw new IllegalArgumentException("'%s' (expected host:port or rediss://host:port)".formatted(text));
    }

    /** As clients are told it. */
    public String place() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "rediss://" : "") + place();
    }
}
