package io.movein.standin.kubernetes.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Addresses of services, drawn from 10.96.0.0/16; nothing routes them here. */
final class ClusterIps {
    private ClusterIps() {}

    static void assign(ObjectNode spec) {
        var random = ThreadLocalRandom.current();
        var address = "10.96.%d.%d".formatted(random.nextInt(256), random.nextInt(1, 255));
        spec.put("clusterIP", address);
        spec.set("clusterIPs", Json.array(List.of(address)));
        spec.set("ipFamilies", Json.array(List.of("IPv4")));
        spec.put("ipFamilyPolicy", "SingleStack");
    }
}
