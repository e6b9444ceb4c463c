package io.movein.review.policy;

import static io.movein.review.policy.CaseFor.aCase;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.ResolvedHost;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"203.0.113.7:443", "10.1.2.3:22", "192.168.7.1:445", "[2001:db8::7]:443", "nas.old.example:8443"
            })
    void allowsAHostOutside(String line) {
        assertThat(egress(line).codes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nas.old.example",
                "nas.old.example:",
                ":443",
                "nas.old.example:0",
                "nas.old.example:99999",
                "https://nas.old.example:443",
                "nas.old.example:443/path",
                "10.0.0.0/8:443",
                "10.0.0-9.1:443",
                "*.example:443",
                "2001:db8::7:443x",
                "user@nas.old.example:443",
                "nas old.example:443",
                "-nas.example:443"
            })
    void deniesWhatIsNoHostAndPort(String line) {
        assertThat(egress(line).codes()).containsExactly("egress.malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:80",
                "127.8.9.10:80",
                "0.0.0.0:80",
                "169.254.169.254:80",
                "224.0.0.1:80",
                "255.255.255.255:80",
                "10.96.0.1:443",
                "10.244.3.4:80",
                "[::1]:80",
                "[::]:80",
                "[fe80::1]:80",
                "[ff02::1]:80",
                "[fd00:ec2::254]:80",
                "[::ffff:127.0.0.1]:80",
                "[::ffff:a9fe:a9fe]:80",
                "[::127.0.0.1]:80",
                "[64:ff9b::169.254.169.254]:80",
                "[fec0::1]:80",
                "[64:ff9b::10.96.0.1]:443",
                "[2002:7f00:1::]:80",
                "2130706433:80",
                "0x7f000001:80",
                "127.1:80",
                "017700000001:80"
            })
    void deniesAForbiddenAddressInEveryForm(String line) {
        assertThat(egress(line).codes()).containsExactly("egress.forbidden-range");
    }

    @Test
    void takesAnIpv4AddressInIpv6ClothesForWhatItIs() {
        assertThat(Endpoint.parse("[::ffff:203.0.113.9]:443")).contains(new Endpoint("203.0.113.9", 443));
        assertThat(Endpoint.parse("[2001:DB8:0::7]:443")).contains(new Endpoint("2001:db8::7", 443));
    }

    @Test
    void tellsWhichPublicAddressesAreTheClustersInAsFewRangesAsPossible() {
        assertThat(Egress.publicRanges(List.of(
                        "10.244.0.0/16", "fd00:1::/64", "192.168.7.7", "2001:db8:77::/64", "2001:db8:77:1::/64")))
                .containsExactly("2001:db8:77::/63");
        assertThat(Egress.publicRanges(IntStream.range(0, 2_001)
                        .mapToObj(i -> "2001:db8:" + Integer.toHexString(2 * i) + "::1")
                        .toList()))
                .containsExactly("0.0.0.0/0", "::/0");
    }

    @Test
    void deniesANameThatLeadsToAForbiddenAddressAmongOthers() {
        assertThat(egress("rebind.example:443", "203.0.113.9", "169.254.169.254")
                        .codes())
                .containsExactly("egress.forbidden-range");
        assertThat(egress("rebind.example:443", "203.0.113.9", "10.100.0.1").codes())
                .containsExactly("egress.forbidden-range");
    }

    @Test
    void deniesWhatLiesInOneOfManyRangesOfTheClusterHoweverTheyAreWritten() {
        var ranges = List.of(
                "10.244.0.0/16",
                "10.244.7.0/24",
                "192.168.7.7",
                "172.30.1-2.*",
                "100.64.3.9/22",
                "2001:db8:7::/48",
                "2001:db8::9");

        for (var inside : List.of(
                "10.244.0.0",
                "10.244.255.255",
                "10.244.7.1",
                "192.168.7.7",
                "172.30.1.0",
                "172.30.2.255",
                "100.64.0.0",
                "100.64.3.255",
                "2001:db8:7:ffff::1",
                "2001:db8::9",
                "::ffff:10.244.1.1",
                "64:ff9b::c0a8:707",
                "fe80::1%1")) {
            assertThat(egress("host.example:443", inside)
                            .facts(facts -> facts.setClusterRanges(ranges))
                            .codes())
                    .as(inside)
                    .containsExactly("egress.forbidden-range");
        }
        for (var outside : List.of(
                "10.243.255.255",
                "10.245.0.0",
                "192.168.7.6",
                "192.168.7.8",
                "172.30.0.255",
                "172.30.3.0",
                "100.64.4.0",
                "2001:db8:8::",
                "2001:db8::8",
                "::ffff:10.245.0.0")) {
            assertThat(egress("host.example:443", outside)
                            .facts(facts -> facts.setClusterRanges(ranges))
                            .codes())
                    .as(outside)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "api.localhost",
                "db",
                "db.other-tenant.svc",
                "db.other-tenant.svc.cluster.local",
                "db.other-tenant.svc."
            })
    void deniesANameInsideThePlatformWhateverItResolvesTo(String name) {
        assertThat(egress(name + ":5432", "203.0.113.9").codes()).containsExactly("egress.forbidden-name");
    }

    @Test
    void deniesANameThatDoesNotResolve() {
        assertThat(egress("gone.example:443").codes()).containsExactly("egress.unresolvable");
        assertThat(egress("odd.example:443", "no address").codes()).containsExactly("egress.unresolvable");
    }

    @Test
    void allowsWhatAnInstallationAllows() {
        var loopback = new PolicySettings(List.of(), List.of("127.0.0.0/8"), false);

        assertThat(egress("127.0.0.1:8080").settings(loopback).codes()).isEmpty();
        assertThat(egress("[::ffff:127.0.0.1]:8080").settings(loopback).codes()).isEmpty();
        assertThat(egress("localhost:8080", "127.0.0.1").settings(loopback).codes())
                .isEmpty();
        assertThat(egress("localhost:8080", "127.0.0.1", "::1")
                        .settings(loopback)
                        .codes())
                .containsExactly("egress.forbidden-name");
        assertThat(egress("169.254.169.254:80").settings(loopback).codes()).containsExactly("egress.forbidden-range");
    }

    @Test
    void saysWhereADestinationLeads() {
        var finding = (Finding.Deny)
                egress("rebind.example:443", "169.254.169.254").findings().getFirst();

        assertThat(finding.problem().getReason())
                .isEqualTo("'rebind.example:443' resolves to 169.254.169.254, a forbidden range "
                        + "(expected no loopback, link-local, multicast or cluster address)");
    }

    @Test
    void judgesAndShowsAnAddressInItsNormalForm() {
        var finding = (Finding.Deny) egress("0x7f000001:80").findings().getFirst();

        assertThat(finding.problem().getReason()).startsWith("'127.0.0.1:80' resolves to 127.0.0.1");
        assertThat(Endpoint.parse("[2001:DB8:0::7]:443")).hasToString("Optional[[2001:db8::7]:443]");
        assertThat(Endpoint.parse("NAS.Old.Example.:443")).hasToString("Optional[nas.old.example:443]");
        assertThat(Endpoint.parse("bücher.example:443")).hasToString("Optional[xn--bcher-kva.example:443]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[fe80::1%eth0]:80", "a..example:80", "nas.example。:80", "nas\u2011old.example:80"})
    void deniesWhatLooksLikeAHostAndIsNone(String line) {
        assertThat(egress(line, "203.0.113.9").codes()).isNotEmpty();
    }

    @Test
    void refusesEverythingWhereNobodyKnowsWhichAddressesAreTheClusters() {
        assertThat(egress("203.0.113.7:443")
                        .facts(facts -> facts.setClusterRangesKnown(false))
                        .codes())
                .containsExactly("egress.cluster-ranges-unknown");
        assertThat(aCase().request(request -> request.setEgress(List.of()))
                        .facts(facts -> facts.setClusterRangesKnown(false))
                        .codes())
                .isEmpty();
    }

    @Test
    void refusesAHostWithMoreAddressesThanAPolicyShouldHave() {
        var many = java.util.stream.IntStream.range(0, 33)
                .mapToObj(i -> "203.0.113." + i)
                .toArray(String[]::new);

        assertThat(egress("cdn.example:443", many).codes()).containsExactly("egress.too-many-addresses");
    }

    @Test
    void namesTheHostsToResolve() {
        assertThat(Egress.hosts(List.of("a.example:1", "a.example:2", "10.0-9.1.1:3", "not a host", "[::1]:4")))
                .containsExactly("a.example", "::1");
    }

    private static CaseFor egress(String line, String... addresses) {
        var host = line.substring(0, Math.max(0, line.lastIndexOf(':')));
        var normal = Egress.hosts(List.of(line)).stream().findFirst().orElse(host);
        var known = new ResolvedHost("nas.old.example", List.of("203.0.113.7"));
        return aCase().request(request -> request.setEgress(List.of(line)))
                .facts(facts -> facts.setHosts(List.of(known, new ResolvedHost(normal, Arrays.asList(addresses)))));
    }
}
