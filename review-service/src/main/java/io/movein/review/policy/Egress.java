package io.movein.review.policy;

import static io.movein.review.policy.Finding.deny;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.movein.model.Facts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every destination outside is a {@code host:port} that resolves, and none of its addresses lies in a forbidden range: the
 * machine itself, link-local (where clouds keep their credentials), multicast, or the cluster with the other tenants. The
 * run is let out to exactly these addresses, so what passes here is what it can reach. Ranges that an installation allows
 * are an exception to all of that.
 */
public final class Egress implements Check {
    static final String MALFORMED = "egress.malformed";
    static final String FORBIDDEN_NAME = "egress.forbidden-name";
    static final String UNRESOLVABLE = "egress.unresolvable";
    static final String FORBIDDEN_RANGE = "egress.forbidden-range";
    static final String TOO_MANY_ADDRESSES = "egress.too-many-addresses";
    static final String RANGES_UNKNOWN = "egress.cluster-ranges-unknown";
    /** What one record can carry for a hundred hosts, and one network policy. */
    private static final int MOST_ADDRESSES = 32;

    @Override
    public Set<String> codes() {
        return Set.of(MALFORMED, FORBIDDEN_NAME, UNRESOLVABLE, FORBIDDEN_RANGE, TOO_MANY_ADDRESSES, RANGES_UNKNOWN);
    }

    @Override
    public List<Finding> check(Case theCase) {
        var allowed = new AddressRanges(theCase.settings().allowedEgressRanges());
        var forbidden = AddressRanges.FORBIDDEN.and(theCase.facts().getClusterRanges());
        var lines = theCase.request().getEgress().stream()
                .flatMap(line -> check(line, theCase.facts(), allowed, forbidden).stream());
        return Stream.concat(lines, rangesUnknown(theCase).stream()).toList();
    }

    /** An address could belong to another tenant's pod, and nobody could tell. */
    private static Optional<Finding> rangesUnknown(Case theCase) {
        return theCase.facts().getClusterRangesKnown()
                        || theCase.request().getEgress().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        deny(
                                RANGES_UNKNOWN,
                                "the cluster does not say which addresses its pods and services have, so no host can be shown to be outside (expected MOVEIN_CLUSTER_RANGES to be set)",
                                "no edit is needed: ask the operators to set the addresses of pods and services in MOVEIN_CLUSTER_RANGES"));
    }

    private static Optional<Finding> check(String line, Facts facts, AddressRanges allowed, AddressRanges forbidden) {
        var endpoint = Endpoint.parse(line);
        if (endpoint.isEmpty() || isUnclear(endpoint.get().host())) {
            return Optional.of(deny(
                    MALFORMED,
                    "'" + line + "' cannot be read (expected host:port, a name or one IP address)",
                    "edit the issue: one host:port per line"));
        }
        var host = endpoint.get().host();
        var addresses = addresses(host, facts);
        if (addresses.isEmpty()) {
            return Optional.of(deny(
                    UNRESOLVABLE,
                    "'" + host + "' has no address (expected a name that resolves)",
                    "edit the issue: correct the host name, or make it resolvable from the platform"));
        }
        if (addresses.size() > MOST_ADDRESSES) {
            return Optional.of(deny(
                    TOO_MANY_ADDRESSES,
                    "'" + host + "' has " + addresses.size() + " addresses (expected at most " + MOST_ADDRESSES + ")",
                    "edit the issue: name a more specific host, or some of its addresses"));
        }
        if (isInternal(host) && !addresses.stream().allMatch(allowed::contain)) {
            return Optional.of(deny(
                    FORBIDDEN_NAME,
                    "'" + host + "' is a name inside the platform (expected a host outside)",
                    "edit the issue: name the old host; list your own storage under the destination interfaces"));
        }
        return addresses.stream()
                .filter(address -> forbidden.contain(address) && !allowed.contain(address))
                .findFirst()
                .map(address -> deny(
                        FORBIDDEN_RANGE,
                        "'" + endpoint.get() + "' resolves to " + address
                                + ", a forbidden range (expected no loopback, link-local, multicast or cluster address)",
                        "edit the issue: name a host outside the platform"));
    }

    /** By nature, or because it is the cluster's. */
    public static boolean isForbidden(String address, List<String> clusterRanges) {
        return AddressRanges.FORBIDDEN.and(clusterRanges).contain(address);
    }

    /** Of the cluster's ranges those that are no private addresses: what a new public address of a host could lie in. */
    public static List<String> publicRanges(List<String> clusterRanges) {
        return AddressRanges.merged(clusterRanges.stream()
                .filter(range -> !AddressRanges.PRIVATE.contain(range))
                .toList());
    }

    /** Host names of the request, for those who resolve them: whatever stands before a readable port. */
    public static List<String> hosts(List<String> lines) {
        return lines.stream()
                .map(Endpoint::parse)
                .flatMap(Optional::stream)
                .map(Endpoint::host)
                .filter(host -> !isUnclear(host))
                .distinct()
                .toList();
    }

    private static List<String> addresses(String host, Facts facts) {
        var literal = new IPAddressString(host).getAddress();
        return literal != null
                ? List.of(literal.toCanonicalString())
                : facts.getHosts().stream()
                        .filter(resolved -> resolved.getHost().equals(host))
                        .flatMap(resolved -> resolved.getAddresses().stream())
                        .filter(address -> new IPAddressString(address).getAddress() != null)
                        .toList();
    }

    /** The library reads {@code 10.0-9.1.1} as many addresses; nobody means that as a host. */
    private static boolean isUnclear(String host) {
        IPAddress address = new IPAddressString(host).getAddress();
        return address != null && address.isMultiple();
    }

    private static boolean isInternal(String host) {
        var name = host.toLowerCase(Locale.ROOT).replaceAll("\\.+$", "");
        return new IPAddressString(host).getAddress() == null
                && (!name.contains(".")
                        || Stream.of(".localhost", ".svc", ".cluster.local").anyMatch(name::endsWith));
    }
}
