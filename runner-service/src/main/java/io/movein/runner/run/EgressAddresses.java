package io.movein.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import inet.ipaddr.IPAddressString;
import io.movein.model.EgressRule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The addresses of the declared hosts as they are now, beside those that were approved. What was approved stays. A new address is
 * added where it is a public one; an address that could be somebody's inside, a node's or the host's own, needs a person's word.
 */
public final class EgressAddresses {
    private EgressAddresses() {}

    /**
     * @param rules   with what is allowed from now on
     * @param added   {@code host address} each
     * @param dropped {@code host address: reason} each
     */
    public record Refreshed(List<EgressRule> rules, List<String> added, List<String> dropped) {}

    /**
     * @param now           the addresses of each host; a host that cannot be looked up keeps what it has
     * @param clusterRanges public addresses that belong to the cluster all the same
     */
    public static Refreshed refresh(List<EgressRule> rules, Map<String, List<String>> now, List<String> clusterRanges) {
        var added = new ArrayList<String>();
        var dropped = new ArrayList<String>();
        var next = rules.stream()
                .map(rule -> refresh(rule, now.getOrDefault(rule.getHost(), List.of()), clusterRanges, added, dropped))
                .toList();
        return new Refreshed(
                next,
                added.stream().distinct().toList(),
                dropped.stream().distinct().toList());
    }

    private static EgressRule refresh(
            EgressRule rule, List<String> now, List<String> clusterRanges, List<String> added, List<String> dropped) {
        var addresses = new ArrayList<>(rule.getAddresses());
        for (var address : now) {
            if (addresses.stream().anyMatch(it -> isSame(it, address))) {
                continue;
            }
            if (liesIn(clusterRanges, address)) {
                dropped.add(rule.getHost() + " " + address
                        + ": an address of the cluster (expected one of those that were approved, or a public one)");
            } else if (isPublic(address)) {
                addresses.add(address);
                added.add(rule.getHost() + " " + address);
            } else {
                dropped.add(rule.getHost() + " " + address
                        + ": not a public address (expected one of those that were approved, or a public one)");
            }
        }
        return EgressRule.newBuilder(rule).setAddresses(addresses).build();
    }

    /** However they are written. */
    private static boolean isSame(String one, String other) {
        return new IPAddressString(one).equals(new IPAddressString(other));
    }

    private static boolean liesIn(List<String> ranges, String address) {
        var parsed = new IPAddressString(address);
        return ranges.stream().map(IPAddressString::new).anyMatch(range -> range.contains(parsed));
    }

    static boolean isPublic(String address) {
        try {
            var parsed = InetAddress.ofLiteral(address);
            var bytes = parsed.getAddress();
            return !parsed.isAnyLocalAddress()
                    && !parsed.isLoopbackAddress()
                    && !parsed.isLinkLocalAddress()
                    && !parsed.isSiteLocalAddress()
                    && !parsed.isMulticastAddress()
                    && (bytes.length == 4 ? isPublicV4(bytes) : isPublicV6(bytes));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Not "this network", shared between carriers, nor reserved. */
    private static boolean isPublicV4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return first != 0 && first < 240 && !(first == 100 && second >= 64 && second < 128);
    }

    /** Global unicast, and none that carries an IPv4 address. */
    private static boolean isPublicV6(byte[] bytes) {
        int start = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        var isTeredo = start == 0x2001 && bytes[2] == 0 && bytes[3] == 0;
        return (start & 0xe000) == 0x2000 && start != 0x2002 && !isTeredo;
    }

    /** Whether the host is a name, whose addresses may change. */
    public static boolean isName(String host) {
        try {
            InetAddress.ofLiteral(host);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** The addresses of a name; none where it cannot be looked up. */
    public static List<String> lookUp(String host) {
        try {
            return List.of(InetAddress.getAllByName(host)).stream()
                    .map(it -> it.getHostAddress().replaceAll("%.*", ""))
                    .map(it -> new IPAddressString(it).getAddress().toCanonicalString())
                    .sorted()
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /** As it stands on the run's policy. */
    static String text(List<EgressRule> rules) {
        var array = new JsonArray();
        for (var rule : rules) {
            var json = new JsonObject();
            json.addProperty("host", rule.getHost().toLowerCase(Locale.ROOT));
            json.addProperty("port", rule.getPort());
            var addresses = new JsonArray();
            rule.getAddresses().forEach(addresses::add);
            json.add("addresses", addresses);
            array.add(json);
        }
        return array.toString();
    }

    /** Empty where somebody made it unreadable: then nothing is added. */
    static List<EgressRule> parse(String text) {
        try {
            return JsonParser.parseString(text).getAsJsonArray().asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .map(json -> EgressRule.newBuilder()
                            .setHost(json.get("host").getAsString())
                            .setPort(json.get("port").getAsInt())
                            .setAddresses(json.getAsJsonArray("addresses").asList().stream()
                                    .map(JsonElement::getAsString)
                                    .toList())
                            .build())
                    .toList();
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            return List.of();
        }
    }
}
