package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1EnvVarSource;
import io.kubernetes.client.openapi.models.V1Pod;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container's environment: a PATH, HOME and HOSTNAME, what the image sets, the Services of the namespace, and what the
 * container declares, the later winning. Nothing of the node's own environment is in it.
 */
final class Environment {

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^()]+)\\)");

    private final V1Pod pod;
    private final Values values;
    private final Map<String, String> found = new LinkedHashMap<>();

    private Environment(V1Pod pod, Values values) {
        this.pod = pod;
        this.values = values;
    }

    static Map<String, String> of(
            V1Pod pod,
            V1Container container,
            List<String> image,
            Map<String, String> services,
            Values values,
            Mounts mounts)
            throws ApiException, ConfigProblem {
        var environment = new Environment(pod, values);
        environment.found.put("PATH", PATH);
        environment.found.put("HOME", "/");
        environment.found.put("HOSTNAME", pod.getMetadata().getName());
        image.forEach(environment::addAssignment);
        environment.found.putAll(services);
        for (var variable : Optional.ofNullable(container.getEnv()).orElse(List.of())) {
            environment.add(variable);
        }
        environment.found.replaceAll((name, value) -> mounts.rewrite(value));
        return environment.found;
    }

    private void addAssignment(String assignment) {
        var equals = assignment.indexOf('=');
        found.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }

    private void add(V1EnvVar variable) throws ApiException, ConfigProblem {
        var source = variable.getValueFrom();
        var value = source == null
                ? Optional.of(expand(Objects.requireNonNullElse(variable.getValue(), ""), found))
                : from(source);
        value.ifPresent(text -> found.put(variable.getName(), text));
    }

    private Optional<String> from(V1EnvVarSource source) throws ApiException, ConfigProblem {
        if (source.getSecretKeyRef() != null) {
            var ref = source.getSecretKeyRef();
            return value(
                    "secret", "Secret", ref.getName(), ref.getKey(), ref.getOptional(), values.secret(ref.getName()));
        }
        if (source.getConfigMapKeyRef() != null) {
            var ref = source.getConfigMapKeyRef();
            return value(
                    "configmap",
                    "ConfigMap",
                    ref.getName(),
                    ref.getKey(),
                    ref.getOptional(),
                    values.configMap(ref.getName()));
        }
        if (source.getFieldRef() != null) {
            return Optional.of(field(source.getFieldRef().getFieldPath()));
        }
        throw new ConfigProblem("this node does not know the source of the variable: " + source);
    }

    private Optional<String> value(
            String resource, String kind, String name, String key, Boolean optional, Optional<Map<String, byte[]>> data)
            throws ConfigProblem {
        var value = data.map(entries -> entries.get(key));
        if (value.isPresent() || Boolean.TRUE.equals(optional)) {
            return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
        throw new ConfigProblem(
                data.isEmpty()
                        ? "%s \"%s\" not found".formatted(resource, name)
                        : "couldn't find key %s in %s %s/%s"
                                .formatted(key, kind, pod.getMetadata().getNamespace(), name));
    }

    private String field(String path) throws ConfigProblem {
        var metadata = pod.getMetadata();
        return switch (path) {
            case "metadata.name" -> metadata.getName();
            case "metadata.namespace" -> metadata.getNamespace();
            case "metadata.uid" -> metadata.getUid();
            case "spec.nodeName" -> Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
            case "spec.serviceAccountName" ->
                Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "");
            case "status.podIP", "status.podIPs" ->
                Objects.requireNonNullElse(pod.getStatus().getPodIP(), "");
            case "status.hostIP", "status.hostIPs" ->
                Objects.requireNonNullElse(pod.getStatus().getHostIP(), "");
            default -> keyed(path);
        };
    }

    private String keyed(String path) throws ConfigProblem {
        var match = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']").matcher(path);
        if (!match.matches()) {
            throw new ConfigProblem("this node does not know the field " + path);
        }
        var map = match.group(1).equals("labels")
                ? pod.getMetadata().getLabels()
                : pod.getMetadata().getAnnotations();
        return map == null ? "" : map.getOrDefault(match.group(2), "");
    }

    /** {@code $(NAME)} as Kubernetes expands it: an unknown name stays as it stands, {@code $$} is a dollar. */
    static String expand(String text, Map<String, String> environment) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) == null ? "$" : environment.getOrDefault(match.group(1), match.group())));
    }
}
