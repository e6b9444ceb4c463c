package io.movein.review.policy;

import java.util.Optional;
import java.util.regex.Pattern;

/** A {@code host:port} as people write it; an IPv6 address stands in brackets. */
public record Endpoint(String host, int port) {
    private static final Pattern FORM = Pattern.compile(
            "(?:\\[(?<v6>[0-9A-Fa-f:.]+)]|(?<host>[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?)):(?<port>[0-9]{1,5})");

    public static Optional<Endpoint> parse(String line) {
        var parts = FORM.matcher(line.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        var port = Integer.parseInt(parts.group("port"));
        var host = parts.group("v6") != null ? parts.group("v6") : parts.group("host");
        return port < 1 || port > 65535 ? Optional.empty() : Optional.of(new Endpoint(host, port));
    }
}
