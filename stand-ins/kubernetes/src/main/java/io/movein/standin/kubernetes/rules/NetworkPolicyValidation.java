package io.movein.standin.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Refusal.Cause;
import java.util.List;

/** Rules for the peers and ports of a network policy. */
final class NetworkPolicyValidation {
    private static final String CIDR = "[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}|[0-9a-fA-F:]+/[0-9]{1,3}";

    private NetworkPolicyValidation() {}

    static void check(JsonNode spec, List<Cause> causes) {
        direction(spec, "ingress", "from", causes);
        direction(spec, "egress", "to", causes);
    }

    private static void direction(JsonNode spec, String rules, String peers, List<Cause> causes) {
        for (var i = 0; i < spec.path(rules).size(); i++) {
            var rule = spec.path(rules).get(i);
            for (var j = 0; j < rule.path(peers).size(); j++) {
                peer(rule.path(peers).get(j), "spec.%s[%d].%s[%d]".formatted(rules, i, peers, j), causes);
            }
            for (var j = 0; j < rule.path("ports").size(); j++) {
                port(rule.path("ports").get(j), "spec.%s[%d].ports[%d].port".formatted(rules, i, j), causes);
            }
        }
    }

    private static void peer(JsonNode peer, String at, List<Cause> causes) {
        if (peer.isEmpty()) {
            causes.add(Cause.required(at, "must specify a peer"));
        } else if (peer.has("ipBlock") && peer.size() > 1) {
            causes.add(Cause.forbidden(at, "may not specify both ipBlock and another peer"));
        } else if (peer.has("ipBlock") && !Json.text(peer, "ipBlock", "cidr").matches(CIDR)) {
            causes.add(Cause.invalid(
                    at + ".ipBlock.cidr",
                    Json.text(peer, "ipBlock", "cidr"),
                    "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
        }
    }

    private static void port(JsonNode port, String at, List<Cause> causes) {
        var number = port.path("port");
        if (number.isInt() && (number.asInt() < 1 || number.asInt() > 65535)) {
            causes.add(Cause.invalidNumber(at, number.asText(), "must be between 1 and 65535, inclusive"));
        }
    }
}
