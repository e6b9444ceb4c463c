package io.movein.standin.node;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1EnvVarSource;
import io.kubernetes.client.openapi.models.V1Pod;
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
    private final Map<String, String> found = new LinkedHashMap<>();

    private Environment(V1Pod pod) {
        this.pod = pod;
    }

    static Map<String, String> of(
            V1Pod pod, V1Container container, List<String> image, Map<String, String> services, Mounts mounts)
            throws ConfigProblem {
        var environment = new Environment(pod);
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

    private void add(V1EnvVar variable) throws ConfigProblem {
        var source = variable.getValueFrom();
        found.put(
                variable.getName(),
                source == null ? expand(Objects.requireNonNullElse(variable.getValue(), ""), found) : from(source));
    }

    private String from(V1EnvVarSource source) throws ConfigProblem {
        if (source.getFieldRef() != null && source.getFieldRef().getFieldPath().equals("status.podIP")) {
            return Objects.requireNonNullElse(pod.getStatus().getPodIP(), "");
        }
        throw new ConfigProblem("this node does not know the source of the variable: " + source);
    }

    /** {@code $(NAME)} as Kubernetes expands it: an unknown name stays as it stands, {@code $$} is a dollar. */
    static String expand(String text, Map<String, String> environment) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) == null ? "$" : environment.getOrDefault(match.group(1), match.group())));
    }
}
