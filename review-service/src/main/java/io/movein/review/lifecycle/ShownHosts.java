package io.movein.review.lifecycle;

import io.movein.model.ResolvedHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The addresses that whoever approves has seen. Names that answer with other addresses each time are shown with all that were
 * seen while the request was the same, so that they can be approved at all.
 */
final class ShownHosts {
    private ShownHosts() {}

    /** The first host that leads elsewhere than shown, in words; empty where all lead where they did. */
    static Optional<String> moved(List<ResolvedHost> shown, List<ResolvedHost> now) {
        var known = byName(shown.stream());
        return now.stream()
                .filter(host ->
                        !known.getOrDefault(host.getHost(), new TreeSet<>()).containsAll(host.getAddresses()))
                .findFirst()
                .map(host -> "'" + host.getHost() + "' now resolves to " + String.join(", ", host.getAddresses())
                        + " (expected "
                        + String.join(", ", known.getOrDefault(host.getHost(), new TreeSet<>())) + ")");
    }

    static List<ResolvedHost> union(List<ResolvedHost> shown, List<ResolvedHost> now) {
        var named = now.stream().map(ResolvedHost::getHost).toList();
        return byName(Stream.concat(shown.stream().filter(host -> named.contains(host.getHost())), now.stream()))
                .entrySet()
                .stream()
                .map(host -> ResolvedHost.newBuilder()
                        .setHost(host.getKey())
                        .setAddresses(List.copyOf(host.getValue()))
                        .build())
                .toList();
    }

    private static Map<String, TreeSet<String>> byName(Stream<ResolvedHost> hosts) {
        var all = new LinkedHashMap<String, TreeSet<String>>();
        hosts.forEach(host ->
                all.computeIfAbsent(host.getHost(), _ -> new TreeSet<>()).addAll(host.getAddresses()));
        return all;
    }
}
