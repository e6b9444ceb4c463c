package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.custom.Quantity;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Meta;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where a pod can go: the node with the most free memory among those that fit, or why none does. Pure. */
sealed interface Placement {
    record On(String node) implements Placement {}

    record Nowhere(String message) implements Placement {}

    List<String> COUNTED = List.of("cpu", "memory", "ephemeral-storage");

    static Placement of(ObjectNode pod, List<ObjectNode> nodes, List<ObjectNode> boundPods) {
        if (nodes.isEmpty()) {
            return new Nowhere("no nodes available to schedule pods");
        }
        var reasons = new TreeMap<String, Integer>();
        var fitting = new ArrayList<ObjectNode>();
        for (var node : nodes) {
            var against = against(pod, node, boundPods);
            against.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            if (against.isEmpty()) {
                fitting.add(node);
            }
        }
        return fitting.stream()
                .max(Comparator.comparing(node -> free(node, boundPods, "memory")))
                .<Placement>map(node -> new On(Meta.name(node)))
                .orElseGet(() -> new Nowhere(message(nodes.size(), reasons)));
    }

    private static List<String> against(ObjectNode pod, ObjectNode node, List<ObjectNode> boundPods) {
        if (!Meta.isTrue(node, "Ready")) {
            return List.of("node(s) were not ready");
        }
        if (!selects(pod, node)) {
            return List.of("node(s) didn't match Pod's node affinity/selector");
        }
        return insufficient(pod, node, boundPods);
    }

    private static boolean selects(ObjectNode pod, ObjectNode node) {
        var labels = Json.at(node, "metadata", "labels");
        return Json.at(pod, "spec", "nodeSelector").properties().stream()
                .allMatch(wanted -> Json.text(labels, wanted.getKey())
                        .equals(wanted.getValue().asText()));
    }

    private static List<String> insufficient(ObjectNode pod, ObjectNode node, List<ObjectNode> boundPods) {
        var reasons = new ArrayList<String>();
        var capacity = Json.at(node, "status", "allocatable");
        var here = boundPods.stream()
                .filter(each -> Json.text(each, "spec", "nodeName").equals(Meta.name(node)))
                .count();
        if (capacity.has("pods") && here >= quantity(capacity, "pods").longValue()) {
            reasons.add("Too many pods");
        }
        for (var resource : COUNTED) {
            var wanted = requested(pod, resource);
            if (wanted.signum() > 0 && wanted.compareTo(free(node, boundPods, resource)) > 0) {
                reasons.add("Insufficient " + resource);
            }
        }
        return reasons;
    }

    private static BigDecimal free(ObjectNode node, List<ObjectNode> boundPods, String resource) {
        return boundPods.stream()
                .filter(pod -> Json.text(pod, "spec", "nodeName").equals(Meta.name(node)))
                .map(pod -> requested(pod, resource))
                .reduce(quantity(Json.at(node, "status", "allocatable"), resource), BigDecimal::subtract);
    }

    /** The sum over the containers, or the largest initial container where that is more. */
    private static BigDecimal requested(ObjectNode pod, String resource) {
        var initial = requests(pod, "initContainers", resource).stream()
                .max(Comparator.naturalOrder())
                .orElse(BigDecimal.ZERO);
        return requests(pod, "containers", resource).stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .max(initial);
    }

    private static List<BigDecimal> requests(JsonNode pod, String containers, String resource) {
        return Json.stream(Json.at(pod, "spec", containers))
                .map(container -> quantity(Json.at(container, "resources", "requests"), resource))
                .toList();
    }

    private static BigDecimal quantity(JsonNode list, String resource) {
        var text = Json.text(list, resource);
        return text.isEmpty() ? BigDecimal.ZERO : Quantity.fromString(text).getNumber();
    }

    private static String message(int nodes, TreeMap<String, Integer> reasons) {
        var counted = reasons.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
        return "0/%d nodes are available: %s.".formatted(nodes, counted);
    }
}
