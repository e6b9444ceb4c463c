package io.movein.standin.node;

import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code <SERVICE>_SERVICE_HOST} and {@code _PORT}. Nothing here forwards a cluster IP, so they name a running pod that the
 * Service selects, and its target port; only a Service without one keeps the cluster IP, which then does not answer.
 */
final class ServiceEnvironment {

    private ServiceEnvironment() {}

    static Map<String, String> of(List<V1Service> services, List<V1Pod> pods) {
        var environment = new TreeMap<String, String>();
        for (var service : services) {
            var ports = service.getSpec().getPorts();
            if (ports != null
                    && !ports.isEmpty()
                    && !"None".equals(service.getSpec().getClusterIP())) {
                add(environment, service, ports, backend(service, pods));
            }
        }
        return environment;
    }

    private static void add(
            Map<String, String> environment, V1Service service, List<V1ServicePort> ports, Optional<V1Pod> backend) {
        var prefix = variable(service.getMetadata().getName()) + "_SERVICE_";
        var host = backend.map(pod -> pod.getStatus().getPodIP())
                .orElse(service.getSpec().getClusterIP());
        environment.put(prefix + "HOST", Objects.requireNonNullElse(host, ""));
        environment.put(prefix + "PORT", port(ports.getFirst(), backend));
        for (var port : ports) {
            if (port.getName() != null && !port.getName().isEmpty()) {
                environment.put(prefix + "PORT_" + variable(port.getName()), port(port, backend));
            }
        }
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Optional<V1Pod> backend(V1Service service, List<V1Pod> pods) {
        var selector = service.getSpec().getSelector();
        return selector == null || selector.isEmpty()
                ? Optional.empty()
                : pods.stream()
                        .filter(pod -> "Running".equals(pod.getStatus().getPhase())
                                && pod.getStatus().getPodIP() != null)
                        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                        .filter(pod -> labels(pod).entrySet().containsAll(selector.entrySet()))
                        .min(Comparator.comparing(pod -> pod.getMetadata().getName()));
    }

    private static Map<String, String> labels(V1Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    }

    private static String port(V1ServicePort port, Optional<V1Pod> backend) {
        var target = port.getTargetPort();
        if (backend.isEmpty() || target == null) {
            return port.getPort().toString();
        }
        return target.isInteger()
                ? target.getIntValue().toString()
                : named(target.getStrValue(), backend.get())
                        .orElse(port.getPort().toString());
    }

    private static Optional<String> named(String name, V1Pod pod) {
        return pod.getSpec().getContainers().stream()
                .flatMap(container ->
                        container.getPorts() == null ? Stream.<V1ContainerPort>of() : container.getPorts().stream())
                .filter(port -> name.equals(port.getName()))
                .map(port -> port.getContainerPort().toString())
                .findFirst();
    }
}
