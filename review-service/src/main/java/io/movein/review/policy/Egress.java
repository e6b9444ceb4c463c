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

    @Override
    public Set<String> codes() {
        return Set.of(MALFORMED, FORBIDDEN_NAME, UNRESOLVABLE, FORBIDDEN_RANGE);
    }

    @Override
    public List<Finding> check(Case theCase) {
        var allowed = new AddressRanges(theCase.settings().allowedEgressRanges());
        var forbidden = AddressRanges.FORBIDDEN.and(theCase.facts().getClusterRanges());
        return theCase.request().getEgress().stream()
                .flatMap(line -> check(line, theCase.facts(), allowed, forbidden).stream())
                .toList();
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
                    "edit the issue: correct the host's name, or make it resolvable for the platform"));
        }
        if (isInternal(host) && !addresses.stream().allMatch(allowed::contain)) {
            return Optional.of(deny(
                    FORBIDDEN_NAME,
                    "'" + host + "' is a name inside the platform (expected a host outside)",
                    "edit the issue: name the old host; reach your own storage as a destination interface"));
        }
        return addresses.stream()
                .filter(address -> forbidden.contain(address) && !allowed.contain(address))
                .findFirst()
                .map(address -> deny(
                        FORBIDDEN_RANGE,
                        "'" + line + "' leads to " + address
                                + ", a forbidden range (expected no loopback, link-local, multicast or cluster address)",
                        "edit the issue: name a host outside the platform"));
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
