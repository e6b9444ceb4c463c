package io.movein.review.policy;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** CIDRs. An IPv6 address that carries an IPv4 address lies in the ranges of both. */
final class AddressRanges {
    /** What no run may reach: its host, link-local, multicast, reserved and unspecified, and Amazon's IPv6 metadata address. */
    static final AddressRanges FORBIDDEN = new AddressRanges(List.of(
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "::1/128",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
            "fd00:ec2::/32"));

    private static final List<IPAddress> CARRY_IPV4_LAST =
            ranges(List.of("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48"));
    private static final IPAddress SIX_TO_FOUR = range("2002::/16");

    private final List<IPAddress> ranges;

    AddressRanges(List<String> cidrs) {
        this(ranges(cidrs), true);
    }

    private AddressRanges(List<IPAddress> ranges, boolean parsed) {
        this.ranges = ranges;
    }

    AddressRanges and(List<String> cidrs) {
        return new AddressRanges(
                Stream.concat(ranges.stream(), ranges(cidrs).stream()).toList(), true);
    }

    boolean contain(String address) {
        var parsed = new IPAddressString(address).getAddress();
        return parsed != null
                && Stream.concat(Stream.of(parsed), carried(parsed).stream())
                        .anyMatch(one -> ranges.stream().anyMatch(range -> range.contains(one)));
    }

    private static Optional<IPAddress> carried(IPAddress address) {
        if (!address.isIPv6()) {
            return Optional.empty();
        }
        IPv6Address v6 = address.toIPv6();
        if (SIX_TO_FOUR.contains(v6)) {
            return Optional.of(v6.get6To4IPv4Address());
        }
        return CARRY_IPV4_LAST.stream().anyMatch(range -> range.contains(v6))
                ? Optional.of(v6.getEmbeddedIPv4Address())
                : Optional.empty();
    }

    private static List<IPAddress> ranges(List<String> cidrs) {
        return cidrs.stream().map(AddressRanges::range).toList();
    }

    private static IPAddress range(String cidr) {
        var range = new IPAddressString(cidr).getAddress();
        if (range == null) {
            throw new IllegalArgumentException(
                    "'" + cidr + "' is not a range of addresses (expected a CIDR like 10.0.0.0/8)");
        }
        return range.toPrefixBlock();
    }
}
