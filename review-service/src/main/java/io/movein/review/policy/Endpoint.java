package io.movein.review.policy;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code host:port} as people write it, in its normal form: an address as every machine writes it ({@code 0x7f000001} is
 * {@code 127.0.0.1}), a name in lower case, in ASCII and without a trailing dot. What is judged, shown and let through is this
 * form. An IPv6 address stands in brackets, and without a zone, which means something on one machine only.
 */
public record Endpoint(String host, int port) {
    private static final Pattern FORM = Pattern.compile(
            "(?:\\[(?<v6>[0-9A-Fa-f:.]+)]|(?<host>[\\p{L}\\p{N}]([\\p{L}\\p{M}\\p{N}._-]*[\\p{L}\\p{M}\\p{N}.])?)):(?<port>[0-9]{1,5})");

    public static Optional<Endpoint> parse(String line) {
        var parts = FORM.matcher(line.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        var port = Integer.parseInt(parts.group("port"));
        var host = parts.group("v6") != null ? parts.group("v6") : name(parts.group("host"));
        return host == null || port < 1 || port > 65535
                ? Optional.empty()
                : Optional.of(new Endpoint(normal(host), port));
    }

    /** E.g. {@code nas.old.example:8443}, {@code [2001:db8::7]:443}. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static String normal(String host) {
        IPAddress address = new IPAddressString(host).getAddress();
        return address == null || address.isMultiple() ? host : normal(address).toCanonicalString();
    }

    /** What is sent to {@code ::ffff:1.2.3.4} leaves as IPv4, and the API server takes no such address into a policy. */
    private static IPAddress normal(IPAddress address) {
        return address.isIPv6() && address.toIPv6().isIPv4Mapped()
                ? address.toIPv6().getEmbeddedIPv4Address()
                : address;
    }

    private static @Nullable String name(String host) {
        try {
            var ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES | IDN.ALLOW_UNASSIGNED)
                    .toLowerCase(Locale.ROOT);
            return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        } catch (IllegalArgumentException e) {
            return host.codePoints().allMatch(it -> it < 0x80) && !host.contains("..")
                    ? host.toLowerCase(Locale.ROOT)
                    : null;
        }
    }
}
