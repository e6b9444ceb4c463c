package io.movein.review.policy;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.format.util.DualIPv4v6Tries;
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

    /** What nobody on the internet has. */
    static final AddressRanges PRIVATE =
            FORBIDDEN.and(List.of("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"));

    /** A cluster with more has many nodes with public addresses of their own; then no address counts as outside of it. */
    private static final int MOST = 2_000;

    private static final List<String> ALL = List.of("0.0.0.0/0", "::/0");

    private static final AddressRanges CARRY_IPV4_LAST =
            new AddressRanges(List.of("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48"));
    private static final IPAddress SIX_TO_FOUR = range("2002::/16");

    /** A large cluster has thousands of ranges, and a request thousands of addresses: each is one walk down its bits. */
    private final DualIPv4v6Tries ranges;

    AddressRanges(List<String> cidrs) {
        this(new DualIPv4v6Tries(), cidrs);
    }

    private AddressRanges(DualIPv4v6Tries ranges, List<String> cidrs) {
        this.ranges = ranges;
        cidrs.stream().flatMap(AddressRanges::blocks).forEach(ranges::add);
    }

    AddressRanges and(List<String> cidrs) {
        return new AddressRanges(ranges.clone(), cidrs);
    }

    /** The same addresses in as few ranges as possible. */
    static List<String> merged(List<String> cidrs) {
        var blocks = cidrs.stream().flatMap(AddressRanges::blocks).toArray(IPAddress[]::new);
        var merged = blocks.length == 0 ? blocks : blocks[0].mergeToPrefixBlocks(blocks);
        return merged.length > MOST
                ? ALL
                : Stream.of(merged).map(IPAddress::toCanonicalString).toList();
    }

    boolean contain(String address) {
        var parsed = new IPAddressString(address).getAddress();
        return parsed != null
                && (contain(parsed) || carried(parsed).filter(this::contain).isPresent());
    }

    private boolean contain(IPAddress address) {
        return Stream.of(address.spanWithPrefixBlocks()).allMatch(ranges::elementContains);
    }

    private static Optional<IPAddress> carried(IPAddress address) {
        if (!address.isIPv6()) {
            return Optional.empty();
        }
        IPv6Address v6 = address.toIPv6();
        if (SIX_TO_FOUR.contains(v6)) {
            return Optional.of(v6.get6To4IPv4Address());
        }
        return CARRY_IPV4_LAST.contain(v6) ? Optional.of(v6.getEmbeddedIPv4Address()) : Optional.empty();
    }

    /** One, unless it is written like {@code 10.0-9.1.1}. */
    private static Stream<IPAddress> blocks(String cidr) {
        return Stream.of(range(cidr).spanWithPrefixBlocks());
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
