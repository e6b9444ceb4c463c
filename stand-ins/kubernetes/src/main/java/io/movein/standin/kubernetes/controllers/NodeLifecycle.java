package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.Conditions;
import io.movein.standin.kubernetes.api.Part;
import io.movein.standin.kubernetes.api.Resources;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.rules.Taints;
import io.movein.standin.kubernetes.store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Watches over the nodes: one whose kubelet neither renews its lease nor writes its status is unknown, and tainted so
 * that nothing new goes there and what is there leaves; one that is ready loses those taints.
 */
final class NodeLifecycle extends Controller {
    static final String LEASES = "kube-node-lease";

    private final Resources resources;
    private final Events events;
    private final Duration grace;
    private final Map<String, Heartbeat> heartbeats = new HashMap<>();

    /** When a sign of life was last seen, by the own clock: the node's clock may be wrong. */
    private record Heartbeat(String sign, Instant seen) {}

    NodeLifecycle(Resources resources, Events events, Duration grace) {
        this.resources = resources;
        this.events = events;
        this.grace = grace;
    }

    @Override
    void heard(Change change) {
        if (change.kind().equals(Kinds.NODE)) {
            soon(Key.of(change.last()));
        } else if (change.kind().equals(Kinds.LEASE)
                && Meta.namespace(change.last()).equals(LEASES)) {
            soon(new Key("", Meta.name(change.last())));
        }
    }

    @Override
    void sync(Key key, Instant now) {
        var node = resources.find(Kinds.NODE, "", key.name());
        if (node.isEmpty()) {
            heartbeats.remove(key.name());
            return;
        }
        var silentSince = heartbeat(node.get(), now).seen;
        if (now.isBefore(silentSince.plus(grace))) {
            later(key, silentSince.plus(grace));
        } else if (!ready(node.get()).equals("Unknown")) {
            giveUp(node.get(), now);
        }
        taint(resources.get(Kinds.NODE, "", key.name()), now);
    }

    private Heartbeat heartbeat(ObjectNode node, Instant now) {
        var renewed = resources
                .find(Kinds.LEASE, LEASES, Meta.name(node))
                .map(lease -> Json.text(lease, "spec", "renewTime"))
                .orElse("");
        var written = Json.text(
                Meta.condition(node, "Ready")
                        .filter(found -> !Json.text(found, "status").equals("Unknown"))
                        .orElseGet(Json::object),
                "lastHeartbeatTime");
        var sign = renewed + "|" + written;
        return heartbeats.compute(
                Meta.name(node),
                (name, known) -> known != null
                                && (known.sign.equals(sign)
                                        || written.isEmpty() && known.sign.startsWith(renewed + "|"))
                        ? known
                        : new Heartbeat(sign, now));
    }

    private void giveUp(ObjectNode node, Instant now) {
        resources.change(Kinds.NODE, "", Meta.name(node), Part.STATUS, changed -> {
            for (var type : Stream.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")
                    .filter(type -> type.equals("Ready")
                            || Meta.condition(changed, type).isPresent())
                    .toList()) {
                Conditions.set(
                        changed,
                        type,
                        "Unknown",
                        Meta.condition(changed, type).isPresent() ? "NodeStatusUnknown" : "NodeStatusNeverUpdated",
                        Meta.condition(changed, type).isPresent()
                                ? "Kubelet stopped posting node status."
                                : "Kubelet never posted node status.",
                        now);
            }
            return changed;
        });
        events.record(
                node,
                "Normal",
                "NodeNotReady",
                "Node %s status is now: NodeNotReady".formatted(Meta.name(node)),
                "node-controller");
    }

    private void taint(ObjectNode node, Instant now) {
        var state = ready(node);
        var since = Meta.time(now);
        resources.change(Kinds.NODE, "", Meta.name(node), Part.MAIN, changed -> {
            if (!state.equals("Unknown")) {
                Taints.remove(changed, Taints.UNREACHABLE);
            }
            if (state.equals("True") || state.equals("Unknown")) {
                Taints.remove(changed, Taints.NOT_READY);
            }
            if (state.equals("Unknown") || state.equals("False")) {
                var key = state.equals("Unknown") ? Taints.UNREACHABLE : Taints.NOT_READY;
                Taints.set(changed, key, "NoSchedule", since);
                Taints.set(changed, key, "NoExecute", since);
            }
            return changed;
        });
        if (!state.equals("True")) {
            markPods(node, now);
        }
    }

    private void markPods(ObjectNode node, Instant now) {
        resources.list(Kinds.POD, "").stream()
                .filter(pod -> Json.text(pod, "spec", "nodeName").equals(Meta.name(node)) && Meta.isTrue(pod, "Ready"))
                .forEach(pod ->
                        resources.change(Kinds.POD, Meta.namespace(pod), Meta.name(pod), Part.STATUS, changed -> {
                            Conditions.set(changed, "Ready", "False", "", "", now);
                            return changed;
                        }));
    }

    private static String ready(ObjectNode node) {
        return Meta.condition(node, "Ready")
                .map(found -> Json.text(found, "status"))
                .orElse("");
    }
}
